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
  let ranges = [];
  let current = 0;

  const step = (to) => {
    if (!ranges.length) return;
    current = (to + ranges.length) % ranges.length;
    show("found-current", [ranges[current]]);
    byId("found").textContent = `${current + 1} of ${ranges.length}`;
    scrollTo(ranges[current]);
  };
  const search = () => {
    const { brief, map } = view() ?? {};
    const found = brief ? matches(brief.text, box.value) : [];
    ranges = found.map(({ start, end }) => map.range(start, end));
    show("found", ranges);
    show("found-current", []);
    byId("found").textContent = box.value.trim() && !ranges.length ? "none" : "";
    for (const button of buttons) button.disabled = !ranges.length;
    step(firstBelow(page, ranges));
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

/** The index of the first range below the pane's upper edge, so that a search begins there. */
function firstBelow(page, ranges) {
  const { top } = page.getBoundingClientRect();
  return Math.max(ranges.findIndex((range) => range.getBoundingClientRect().top >= top), 0);
}
