/**
 * Marks as elements, for browsers without the CSS Custom Highlight API. Each stretch of the text is
 * in one `mark` at most, with a class `mark-…` for every layer that covers it, so that layers may
 * overlap. Elements of the text, the text itself and the user's selection stay as they are.
 */

import { countBelow } from "./offsets.js";

const layersOf = new WeakMap(); // of a TextMap: layer → `{starts, ends}`, sorted and disjoint

/** Show spans in a layer of the map's text, instead of those it showed. */
export function markWithElements(map, layer, spans) {
  if (!layersOf.has(map)) layersOf.set(map, new Map());
  const layers = layersOf.get(map);
  const before = layers.get(layer) ?? united([]);
  const after = united(spans);
  layers.set(layer, after);
  const changed = new Set();
  for (const { starts, ends } of [before, after]) {
    starts.forEach((start, i) => {
      for (const leaf of map.leaves(start, ends[i])) changed.add(leaf);
    });
  }
  if (!changed.size) return;
  keepingSelection(map, () => changed.forEach((leaf) => draw(leaf, layers)));
}

/** Spans in order, those that overlap made one. */
function united(spans) {
  const starts = [];
  const ends = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = ends.length - 1;
    if (last >= 0 && start < ends[last]) {
      ends[last] = Math.max(ends[last], end);
    } else if (start < end) {
      starts.push(start);
      ends.push(end);
    }
  }
  return { starts, ends };
}

/** Put a leaf's text anew, cut where a layer begins or ends; without a layer it is one node. */
function draw(leaf, layers) {
  const text = leaf.nodes.map((node) => node.data).join("");
  const cuts = cutsIn(leaf.start, leaf.start + text.length, layers);
  const nodes = [];
  const fragment = document.createDocumentFragment();
  cuts.slice(1).forEach((to, i) => {
    const from = cuts[i];
    const node = new Text(text.slice(from - leaf.start, to - leaf.start));
    const covering = [...layers].filter(([, spans]) => covers(spans, from)).map(([name]) => name);
    fragment.append(covering.length ? marked(node, covering) : node);
    nodes.push(node);
  });
  outermost(leaf.nodes[0]).before(fragment);
  for (const node of leaf.nodes) outermost(node).remove();
  leaf.nodes = nodes;
}

function cutsIn(start, end, layers) {
  const cuts = new Set([start, end]);
  for (const { starts, ends } of layers.values()) {
    for (let i = countBelow(ends, start + 1); starts[i] < end; i += 1) {
      cuts.add(Math.max(starts[i], start)).add(Math.min(ends[i], end));
    }
  }
  return [...cuts].sort((a, b) => a - b);
}

const covers = ({ starts, ends }, offset) => offset < ends[countBelow(starts, offset + 1) - 1];

function marked(node, layers) {
  const mark = document.createElement("mark");
  mark.className = layers.map((layer) => `mark-${layer}`).join(" ");
  mark.append(node);
  return mark;
}

const outermost = (node) => (node.parentNode.localName === "mark" ? node.parentNode : node);

/** Change the nodes of the text; what the user has selected stays selected. */
function keepingSelection(map, change) {
  const selection = getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = selection;
  const ends = isCollapsed
    ? [null, null]
    : [map.offsetOf(anchorNode, anchorOffset), map.offsetOf(focusNode, focusOffset)];
  change();
  if (ends.includes(null) || ends[0] === ends[1]) return;
  const { startContainer, startOffset, endContainer, endOffset } = map.range(
    Math.min(...ends),
    Math.max(...ends),
  );
  if (ends[0] < ends[1]) {
    selection.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  } else {
    selection.setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
  }
}
