/**
 * Marks on the text of a brief, as ranges of the CSS Custom Highlight API: they may overlap, and
 * the text's elements stay as they are, with their focus and the user's own selection.
 * The names are those of `::highlight()` in document.css; a later one lies above an earlier one.
 */

import { countBelow } from "./offsets.js";

const LAYERS = ["near-3", "near-2", "near-1", "found", "quote", "answer", "found-current"];

/** Text nodes with the offset, in UTF-16 units, at which each starts, in the order of the text. */
export class TextMap {
  #nodes = [];
  #starts = [];

  add(node, start) {
    this.#nodes.push(node);
    this.#starts.push(start);
  }

  /** The range of `[start, end)`; where a node ends and the next begins, the inner of the two. */
  range(start, end) {
    const range = new Range();
    const first = this.#at(start + 1);
    const last = this.#at(end);
    range.setStart(this.#nodes[first], start - this.#starts[first]);
    range.setEnd(this.#nodes[last], end - this.#starts[last]);
    return range;
  }

  /** The node that holds the unit before the offset. */
  #at(offset) {
    return countBelow(this.#starts, offset) - 1;
  }
}

/** Show ranges in a layer, instead of those it showed. */
export function show(layer, ranges) {
  const highlight = new Highlight(...ranges);
  highlight.priority = LAYERS.indexOf(layer);
  CSS.highlights.set(layer, highlight);
}
