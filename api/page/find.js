/** Find in the text. Offsets are UTF-16 units here, for nothing leaves the page. */

import { byId } from "./dom.js";
import { show } from "./marks.js";

const ALIKE = [/['‘’]/g, /["“”„«»]/g, /[-‐‑–—]/g];
const LIKE = ["['‘’]", '["“”„«»]', "[-‐‑–—]"];

/**
 * The `[start, end)` of each place where the text has the words, whatever their case, kind of
 * quotation mark and dash, and with any white space between them.
 */
export function matches(text, words) {
  const wanted = words.trim();
  if (!wanted) return [];
  let pattern = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  ALIKE.forEach((alike, i) => (pattern = pattern.replace(alike, LIKE[i])));
  pattern = pattern.replace(/\s+/g, "\\s+");
  return Array.from(text.matchAll(new RegExp(pattern, "giu")), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * Make the find box work. `view()` is what render() gave for the text that is shown, or null;
 * `scrollTo(range)` brings a match into view. Returns a function that searches again.
 */
export function connectFind(page, view, scrollTo) {
  const box = byId("find");
  const buttons = [byId("find-previous"), byId("find-next")];
  let found = [];
  let current = 0;

  const step = (to) => {
    if (!found.length) return;
    current = (to + found.length) % found.length;
    const { map } = view();
    show(map, "found-current", [found[current]]);
    byId("found").textContent = `${current + 1} of ${found.length}`;
    scrollTo(rangeOf(map, found[current]));
  };
  const search = () => {
    if (!view()) return;
    const { brief, map } = view();
    found = matches(brief.text, box.value);
    show(map, "found-current", []);
    show(map, "found", found);
    byId("found").textContent = box.value.trim() && !found.length ? "none" : "";
    for (const button of buttons) button.disabled = !found.length;
    step(firstBelow(page, map, found));
  };
  box.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    step(current + (event.shiftKey ? -1 : 1));
  });
  buttons[0].addEventListener("click", () => step(current - 1));
  buttons[1].addEventListener("click", () => step(current + 1));
  return search;
}

const rangeOf = (map, { start, end }) => map.range(start, end);

/** The index of the first span below the pane's upper edge, so that a search begins there. */
function firstBelow(page, map, spans) {
  const { top } = page.getBoundingClientRect();
  const isBelow = (span) => rangeOf(map, span).getBoundingClientRect().top >= top;
  return Math.max(spans.findIndex(isBelow), 0);
}
