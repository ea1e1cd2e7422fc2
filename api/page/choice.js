/**
 * Which documents are asked: all, or some that were chosen. The choice is shown over the question,
 * and each of it can be taken out. It outlives a reload of the page, not the tab.
 */

import { byId, element } from "./dom.js";

export const MOST_CHOSEN = 50; // values of a filter (api/http/schemas.py); a test compares them
const SHOWN = 4;
const KEY = "brief-rag.chosen.1";

let documents = stored(); // `{id, title}` each
const listeners = [];

function isDocument(value) {
  return typeof value?.id === "string" && typeof value.title === "string";
}

function stored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept) && kept.every(isDocument) ? kept.slice(0, MOST_CHOSEN) : [];
  } catch {
    return [];
  }
}

export const chosen = () => documents;
export const isChosen = (id) => documents.some((document) => document.id === id);

/** What POST /v1/answer is given, beside the question, so that only these are asked. */
export const filters = () =>
  documents.length ? { filters: { document: documents.map(({ id }) => id) } } : {};

/** `listener()` is called when the choice has changed. */
export const onChoice = (listener) => listeners.push(listener);

export function choose({ id, title }) {
  if (!isChosen(id) && documents.length < MOST_CHOSEN) set([...documents, { id, title }]);
}

export const leaveOut = (id) => set(documents.filter((document) => document.id !== id));
export const chooseAll = () => set([]);

function set(changed) {
  documents = changed;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(documents));
  } catch {
    // Storage is full or denied: the choice lives as long as the page.
  }
  draw();
  for (const listener of listeners) listener();
}

/** The chosen documents over the question, each with a button that takes it out. */
function draw() {
  const shown = documents.slice(0, SHOWN).map((document) => {
    const label = `Take “${document.title}” out of the choice`;
    const button = element("button", { type: "button", "aria-label": label, title: label }, "×");
    button.addEventListener("click", () => {
      leaveOut(document.id);
      (byId("chosen").querySelector("button") ?? byId("library-open")).focus();
    });
    const name = element("span", { class: "name", dir: "auto" }, document.title);
    return element("li", {}, name, button);
  });
  const more = documents.length - shown.length;
  if (more > 0) shown.push(element("li", { class: "more" }, `and ${more} more`));
  byId("chosen").replaceChildren(...shown);
  byId("chosen").hidden = !documents.length;
  byId("scope-words").textContent = documents.length ? "Asking only" : "Asking all documents";
}

/** Under the question of a turn: which documents it was put to, where not to all. */
export function scopeNote(asked) {
  // What the browser kept may be of another page.
  if (!Array.isArray(asked) || !asked.length || !asked.every(isDocument)) return [];
  const titles = asked.slice(0, SHOWN).map(({ title }) => `“${title}”`);
  const more = asked.length - titles.length;
  if (more > 0) titles.push(`${more} more`);
  return [element("p", { class: "asked-of" }, `Asked of ${titles.join(", ")}`)];
}

draw();
