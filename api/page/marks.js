/**
 * Marks on the text of a brief. They are ranges of the CSS Custom Highlight API where the browser
 * has it: those may overlap, and the text's elements stay as they are. Elsewhere they are elements.
 * The names are those of marks.css; a later one lies above an earlier one.
 */

import { markWithElements } from "./mark-elements.js";

const LAYERS = ["near-3", "near-2", "near-1", "found", "quote", "answer", "found-current"];
const HAS_HIGHLIGHTS = typeof Highlight === "function" && Boolean(globalThis.CSS?.highlights);

/** Show spans `{start, end}`, in units of the map's text, in a layer, instead of those it showed. */
export function show(map, layer, spans) {
  if (!HAS_HIGHLIGHTS) return markWithElements(map, layer, spans);
  const highlight = new Highlight();
  for (const { start, end } of spans) highlight.add(map.range(start, end));
  highlight.priority = LAYERS.indexOf(layer);
  CSS.highlights.set(layer, highlight);
}
