/** The list of documents: search in it, ask all or some, open one, add files, remove one. */

import { connectAdding, offerAdding } from "./adding.js";
import { toDocument } from "./address.js";
import { follow, remove, taken } from "./changes.js";
import { choose, chooseAll, chosen, isChosen, leaveOut, MOST_CHOSEN, onChoice } from "./choice.js";
import { byId, element } from "./dom.js";
import { getJson, Refused } from "./request.js";
import { aboutInWords } from "./wording.js";

const PAGE = 100; // documents that are asked for at once
const TYPING = 200; // milliseconds without a key until what was typed is searched for

const dialog = byId("library");
const list = byId("library-list");
const more = byId("library-more");
const count = byId("library-count");
const search = byId("library-search");

let editable = false;
let total = 0; // of the documents that the search finds
let looking = new AbortController(); // for the list; a later look ends it

/** Show the way to the list where there is something to choose or to change; `listed` as in GET
 * /v1/documents. */
export function showLibraryButton(listed) {
  editable = Boolean(listed.uploads);
  offerAdding(listed.uploads);
  const held = listed.total ?? listed.documents.length; // a server of before tells none
  byId("scope").hidden = held < 2 && !editable && !chosen().length;
  byId("library-open").textContent = `Documents (${inNumbers(held)})`;
}

/** `onChange()` is awaited when documents have come, changed or gone. */
export function connectLibrary({ onChange }) {
  const changed = async () => {
    await onChange();
    showLibraryButton(await getJson("v1/documents?count=1", { onWait: () => {} }));
    await look();
  };
  byId("library-open").addEventListener("click", () => {
    dialog.showModal();
    search.focus();
    look();
  });
  byId("library-close").addEventListener("click", () => dialog.close());
  byId("ask-all").addEventListener("click", () => {
    chooseAll();
    search.focus();
  });
  let typing;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(look, TYPING);
  });
  more.addEventListener("click", () => lookFurther());
  new IntersectionObserver(([entry]) => entry.isIntersecting && lookFurther(), {
    root: byId("library-rows"),
    rootMargin: "400px",
  }).observe(more);
  connectAdding(dialog, changed);
  connectRemoving(changed);
  onChoice(drawChoice);
}

/** Show the list from its beginning. */
async function look() {
  const rows = await page(0);
  if (!rows) return;
  list.replaceChildren(...rows);
  drawChoice();
}

/** Show what follows in the list. */
async function lookFurther() {
  if (more.hidden || more.disabled) return;
  more.disabled = true;
  const rows = await page(list.children.length);
  more.disabled = false;
  if (!rows) return;
  list.append(...rows);
  drawChoice();
}

/** Rows from a place on; null where another look took the place of this one, or none is given. */
async function page(start) {
  looking.abort();
  looking = new AbortController();
  const { signal } = looking;
  const asked = new URLSearchParams({ search: search.value.trim(), start, count: PAGE });
  try {
    const found = await getJson(`v1/documents?${asked}`, { signal, onWait: () => {} });
    total = found.total;
    more.hidden = start + found.documents.length >= total;
    return found.documents.map(row);
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof Refused)) throw error;
    count.textContent = error.message;
    return null;
  }
}

const inNumbers = (number) => number.toLocaleString("en-GB");
const inWords = (number) => `${inNumbers(number)} ${number === 1 ? "document" : "documents"}`;

function row(document) {
  const { id, title } = document;
  const about = [title === id ? "" : id, aboutInWords(document)].filter(Boolean).join(" · ");
  const box = element("input", { type: "checkbox", "data-id": id });
  box.addEventListener("change", () => (box.checked ? choose(document) : leaveOut(id)));
  const named = element("span", { class: "name", dir: "auto" }, title);
  const label = element("label", {}, box, element("span", {}, named, aboutElement(about)));
  const open = element("a", { href: toDocument(id), "aria-label": `Open “${title}”` }, "Open");
  open.addEventListener("click", () => dialog.close());
  const item = element("li", {}, label, open);
  if (editable) item.append(removeButton(document));
  return item;
}

const aboutElement = (about) => (about ? element("span", { class: "about-it" }, about) : null);

/** Show what is chosen in the rows that are there. */
function drawChoice() {
  const full = chosen().length >= MOST_CHOSEN;
  for (const box of list.querySelectorAll("input")) {
    box.checked = isChosen(box.dataset.id);
    box.disabled = full && !box.checked;
  }
  byId("ask-all").disabled = !chosen().length;
  count.textContent = full
    ? `${MOST_CHOSEN} documents are chosen, as many as can be asked at once`
    : inWords(total);
}

function removeButton(document) {
  const label = `Remove “${document.title}”`;
  const button = element("button", { type: "button", "aria-label": label }, "Remove");
  button.addEventListener("click", () => {
    const box = byId("removing");
    box.removed = document;
    byId("removing-words").textContent =
      `Remove “${document.title}”? No answer will then quote it. Keep its file if you may need it.`;
    box.showModal();
    byId("keep").focus();
  });
  return button;
}

/** The question before a document is removed, and what is done once it is answered. */
function connectRemoving(onRemoved) {
  const box = byId("removing");
  byId("keep").addEventListener("click", () => box.close());
  byId("remove").addEventListener("click", async () => {
    box.close();
    search.focus();
    const { id, title } = box.removed;
    count.textContent = `Removing “${title}” …`;
    try {
      const job = await follow(await remove(id), () => {});
      if (job.problem) throw new Refused(job.problem, job.problem.status);
      leaveOut(id);
      await taken(job);
      await onRemoved();
      count.textContent = `“${title}” is removed. ${count.textContent}`;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      count.textContent = error.message;
    }
  });
}
