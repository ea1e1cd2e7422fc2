/**
 * Code points to UTF-16 units. The service counts code points, JavaScript counts units, and they
 * differ behind every character outside the basic plane, such as an emoji or a rare Chinese one.
 */

/**
 * Returns a function from a code point offset of `text` to the offset in units.
 * Only the characters of two units are kept, so that a long text costs little.
 */
export function toUnits(text) {
  const wide = []; // offsets, in code points, of the characters that take two units
  let point = 0;
  for (let unit = 0; unit < text.length; point += 1) {
    const size = text.codePointAt(unit) > 0xffff ? 2 : 1;
    if (size === 2) wide.push(point);
    unit += size;
  }
  return (offset) => offset + countBelow(wide, offset);
}

/** Of spans in order, without overlap, the one that holds the offset; null where none does. */
export function holding(spans, offset) {
  const found = spans[countBelow(spans, offset + 1, ({ start }) => start) - 1];
  return found && offset < found.end ? found : null;
}

/** How many of the items, sorted by their number, are below the bound. */
export function countBelow(sorted, bound, numberOf = (number) => number) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(sorted[middle]) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
