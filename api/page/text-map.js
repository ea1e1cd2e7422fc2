/** Where in the page each character of a brief's text is; offsets are UTF-16 units. */

import { countBelow } from "./offsets.js";

/** The text nodes of an element whose `textContent` is the text, in the order of the text. */
export class TextMap {
  #root;
  #leaves = []; // `{start, nodes}`: a node as it was added, or the nodes that marks made of it
  #starts = [];

  constructor(root) {
    this.#root = root;
  }

  add(node, start) {
    this.#leaves.push({ start, nodes: [node] });
    this.#starts.push(start);
  }

  /** The range of `[start, end)`; where a node ends and the next begins, the inner of the two. */
  range(start, end) {
    const range = new Range();
    range.setStart(...this.#point(start, start + 1));
    range.setEnd(...this.#point(end, end));
    return range;
  }

  /** The leaves that hold some of `[start, end)`; who splits one sets its `nodes` anew. */
  leaves(start, end) {
    return this.#leaves.slice(this.#indexOf(start + 1), this.#indexOf(end) + 1);
  }

  /** The offset of a point of the page, which stays the same when nodes are split; or null. */
  offsetOf(node, offset) {
    if (!this.#root.contains(node)) return null;
    const before = new Range();
    before.setStart(this.#root, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  }

  /** An offset as a node and the offset in it: the node that holds the unit before `held`. */
  #point(offset, held) {
    const leaf = this.#leaves[this.#indexOf(held)];
    let { start } = leaf;
    for (const node of leaf.nodes) {
      if (held <= start + node.length) return [node, offset - start];
      start += node.length;
    }
    throw new RangeError(`the text ends at ${start}, before ${held}`);
  }

  /** The index of the leaf that holds the unit before the offset. */
  #indexOf(offset) {
    return countBelow(this.#starts, offset) - 1;
  }
}
