/**
 * The part of the address behind "#": `doc` for a whole brief, `doc/start` for a place in it,
 * `doc/start-end` for a mark, `doc/from/outlet` for what the brief takes from an outlet. Offsets
 * are the service's, in code points.
 */

const SPAN = /^(\d{1,9})(?:-(\d{1,9}))?$/;

/** `{document, start, end, outlet}`, the last three where given; null for another address. */
export function parseAddress(hash) {
  const parts = hash.replace(/^#/, "").split("/").map(decoded);
  const [document, second, outlet] = parts;
  if (!document || parts.includes(null)) return null;
  if (parts.length === 1) return { document };
  if (parts.length === 3 && second === "from") return { document, outlet };
  const span = parts.length === 2 && SPAN.exec(second);
  if (!span) return null;
  const start = Number(span[1]);
  if (span[2] === undefined) return { document, start };
  const end = Number(span[2]);
  return start < end ? { document, start, end } : null;
}

export const toDocument = (document) => `#${encodeURIComponent(document)}`;
export const toPlace = (document, start) => `${toDocument(document)}/${start}`;
export const toMark = (document, { start, end }) => `${toDocument(document)}/${start}-${end}`;
export const toOutlet = (document, outlet) =>
  `${toDocument(document)}/from/${encodeURIComponent(outlet)}`;

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
