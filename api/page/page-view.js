/**
 * The page of a PDF, beside its text or in its place: drawn by the service, with the cited lines
 * marked. Whether it is shown is kept in the address, so that a shared one shows both.
 */

import { parseAddress, toDocument, withPage } from "./address.js";
import { byId, element } from "./dom.js";
import { getJson, reach, Refused } from "./request.js";
import { waitingNotice } from "./waiting.js";
import { pageInWords } from "./wording.js";

const WIDTHS = [400, 800, 1200, 1600, 2000, 2400]; // pixels of an image: few, so that they are kept
const ABOVE_MARK = 0.25; // of the pane, over the first marked line
const TURNING = 120; // milliseconds: pages that are only leafed past are not drawn
const MOST_QUOTED = 300; // characters that the image is described with

const pane = document.querySelector(".document");
const sheet = byId("sheet");
const print = byId("print");
const paper = byId("paper");
const image = byId("print-image");

let wanted = false; // whether pages are shown, of each brief that has some
let shown = null; // `{id, sha256, pages}` of the brief whose pages are shown
let number = 1; // of the page that is shown
let cited = { boxes: [], quote: "" }; // the marked lines and their words
let loading = new AbortController(); // of what an address leads to
let turning = 0; // the timer of the page that is turned to

export const hasPages = (brief) => brief?.original?.format === "pdf";
const path = (id) => `v1/documents/${encodeURIComponent(id)}`;

/** Whether pages are shown and the text is not, for which there is no room beside them. */
export const hidesText = () => wanted && byId("page").offsetParent === null;

/** Make room for the page of a brief, or give it to the text; the address says which, if it does. */
export function prepare(brief, address) {
  if (address?.page !== undefined) wanted = true;
  const open = wanted && hasPages(brief);
  byId("views").hidden = !hasPages(brief);
  byId("view-text").setAttribute("aria-pressed", String(!open));
  byId("view-page").setAttribute("aria-pressed", String(open));
  pane.toggleAttribute("data-page", open);
  sheet.hidden = !open;
  if (open && address && location.hash) keep(withPage(location.hash, address.page ?? null));
  return open;
}

/**
 * Show the page that an address names, else the one of an `anchor`; what is `marked`, a range of
 * the text, has its lines marked.
 */
export async function showPage(brief, address, anchor, marked) {
  clearTimeout(turning);
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  cited = { boxes: (marked && anchor?.boxes) || [], quote: marked ? marked.toString() : "" };
  try {
    await loadPages(brief, signal);
    const there = address?.page ?? anchor?.page ?? 1;
    draw(Math.min(Math.max(there, 1), shown.pages.length));
    const typing = document.activeElement?.matches("input, textarea");
    if (hidesText() && !typing) print.focus({ preventScroll: true });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused)) throw error;
    paper.hidden = true;
    tell(error.message, () => showPage(brief, address, anchor, marked));
  }
}

async function loadPages({ id, original }, signal) {
  if (shown?.id === id && shown.sha256 === original.sha256) return;
  shown = null;
  paper.hidden = true;
  byId("page-number").textContent = "";
  tell("Loading the pages …");
  const { pages } = await getJson(`${path(id)}/pages`, { signal, onWait: wait });
  shown = { id, sha256: original.sha256, pages };
}

/** Show a page: after a pause its image, over it the marks of what is cited, and where it stands. */
function draw(page, pause = 0) {
  clearTimeout(turning);
  number = page;
  const { width, height, label } = shown.pages[number - 1];
  const words = `${pageInWords(number, label)} of ${shown.pages.length}`;
  byId("page-number").textContent = words;
  const focused = document.activeElement;
  byId("page-previous").disabled = number === 1;
  byId("page-next").disabled = number === shown.pages.length;
  if (focused?.disabled) print.focus({ preventScroll: true }); // keys still turn
  byId("page-cited").hidden = !cited.boxes.length || cited.boxes.some(isHere);
  paper.hidden = !width;
  if (!width) return tell("This page of the file is damaged, and is not shown.");
  tell("");
  paper.style.setProperty("aspect-ratio", `${width} / ${height}`);
  byId("lines").replaceChildren(...cited.boxes.filter(isHere).map((box) => lineMark(box)));
  image.alt = `${words}, as printed; its words stand in the text.${described()}`;
  if (image.getAttribute("src") !== imageUrl()) image.removeAttribute("src");
  turning = setTimeout(load, pause);
  scrollToMark();
}

const isHere = (box) => box.page === number;

function described() {
  if (!cited.quote || !cited.boxes.some(isHere)) return "";
  const points = [...cited.quote];
  return ` Marked: “${points.slice(0, MOST_QUOTED).join("")}${points.length > MOST_QUOTED ? " …" : ""}”`;
}

/** Boxes are in the unit of the page's size, so that shares of it hold at any size of the image. */
function lineMark({ left, top, right, bottom }) {
  const { width, height } = shown.pages[number - 1];
  const made = element("span", { class: "line" });
  made.style.setProperty("left", `${(100 * left) / width}%`);
  made.style.setProperty("top", `${(100 * top) / height}%`);
  made.style.setProperty("width", `${(100 * (right - left)) / width}%`);
  made.style.setProperty("height", `${(100 * (bottom - top)) / height}%`);
  return made;
}

function imageUrl() {
  const pixels = paper.clientWidth * devicePixelRatio;
  const width = WIDTHS.find((each) => each >= pixels) ?? WIDTHS.at(-1);
  return `${path(shown.id)}/pages/${number}?width=${width}`;
}

/** Have the image loaded; where that fails, wait for the server or tell why. */
function load() {
  if (!shown) return;
  const url = imageUrl();
  if (image.getAttribute("src") === url) return;
  image.onerror = async () => {
    image.onerror = null;
    const { signal } = loading;
    const isStill = () => image.getAttribute("src") === url && !signal.aborted;
    try {
      await reach(url, { signal, onWait: wait });
      if (!isStill()) return;
      tell("");
      image.onerror = () => tell("The image of this page cannot be shown.", () => draw(number));
      image.src = url;
    } catch (error) {
      if (!isStill()) return;
      if (!(error instanceof Refused)) throw error;
      image.removeAttribute("src");
      tell(error.message, () => draw(number));
    }
  };
  image.src = url;
}

function scrollToMark() {
  const first = byId("lines").firstElementChild;
  const { top } = (first ?? paper).getBoundingClientRect();
  const above = first ? ABOVE_MARK * print.clientHeight : print.clientHeight;
  const distance = top - print.getBoundingClientRect().top - above;
  print.scrollBy({ top: distance, behavior: "instant" });
}

function turnTo(page) {
  if (!shown || page < 1 || page > shown.pages.length || page === number) return;
  draw(page, TURNING);
  keep(withPage(location.hash || toDocument(shown.id), page));
}

/** Put an address in the place of the one that is shown; it leads to the same state. */
function keep(address) {
  try {
    history.replaceState(history.state, "", address);
  } catch {
    // Safari allows a hundred in half a minute; the next page's address is kept.
  }
}

function tell(words, again) {
  const parts = words ? [element("p", {}, words)] : [];
  if (again) {
    const button = element("button", { type: "button" }, "Try again");
    button.addEventListener("click", again);
    parts.push(button);
  }
  byId("print-notice").replaceChildren(...parts);
}

function wait(pause) {
  byId("print-notice").replaceChildren(waitingNotice(pause));
}

/** Connect the buttons and keys; `visit()` goes where the address points. */
export function connectPageView(visit) {
  byId("view-page").addEventListener("click", () => {
    if (wanted) return;
    wanted = true;
    keep(withPage(location.hash || toDocument(byId("document").value), null));
    visit();
  });
  byId("view-text").addEventListener("click", () => {
    wanted = false;
    loading.abort();
    keep(withPage(location.hash));
    visit();
  });
  byId("page-previous").addEventListener("click", () => turnTo(number - 1));
  byId("page-next").addEventListener("click", () => turnTo(number + 1));
  byId("page-cited").addEventListener("click", () => {
    turnTo(cited.boxes[0].page);
    print.focus({ preventScroll: true });
  });
  const keys = {
    ArrowLeft: () => number - 1,
    ArrowRight: () => number + 1,
    Home: () => 1,
    End: () => shown?.pages.length,
  };
  sheet.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(keys, event.key) || !shown) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turnTo(keys[event.key]());
  });
}

/** Whether two addresses lead to one place of a text, whichever page is shown beside it. */
export function samePlace(one, other) {
  const places = [one, other].map((hash) => {
    const address = hash && parseAddress(hash);
    return address ? JSON.stringify({ ...address, page: undefined }) : hash;
  });
  return places[0] === places[1];
}
