/**
 * The part of the address behind "#": `doc` for a whole brief, `doc/start` for a place in it,
 * `doc/start-end` for a mark, `doc/from/outlet` for what the brief takes from an outlet. Offsets
 * are the service's, in code points. `/page` behind it shows the page of the original, `/page/3`
 * its third.
 */

const SPAN = /^(\d{1,9})(?:-(\d{1,9}))?$/;
const PAGE = /^(#?[^/]+(?:\/[^/]*){0,2}?)\/page(?:\/(\d{1,9}))?$/;

/**
 * `{document, start, end, outlet, page}`, the last four where given; null for another address.
 * `page` is null for the page that the place stands on.
 */
export function parseAddress(hash) {
  const { place, page } = split(hash);
  const found = parsePlace(place);
  return found && page !== undefined ? { ...found, page } : found;
}

/** The place in the text and the page that an address names. A place may end as a page does. */
function split(hash) {
  const paged = parsePlace(hash) ? null : PAGE.exec(hash);
  if (!paged) return { place: hash };
  return { place: paged[1], page: paged[2] === undefined ? null : Number(paged[2]) };
}

function parsePlace(hash) {
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

/** An address with a page of the original: a number, null for the cited one, undefined for none. */
export function withPage(hash, page) {
  const { place } = split(hash);
  if (page === undefined) return place;
  return page === null ? `${place}/page` : `${place}/page/${page}`;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
