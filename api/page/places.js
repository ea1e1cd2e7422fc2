/** Where a span of a brief's text stands in its original. */

import { getJson } from "./request.js";

const IN_LINES = ["text", "markdown"]; // formats whose places are the lines of the text

let last = { key: "", place: null };

/** `{anchor, chapter}` as GET /v1/documents/{id}/anchor gives them; null where lines are places. */
export async function placeIn(brief, { start, end }, options) {
  const { original } = brief;
  if (!original || IN_LINES.includes(original.format)) return null;
  const key = JSON.stringify([brief.id, original.sha256, start, end]);
  if (last.key === key) return last.place;
  const url = `v1/documents/${encodeURIComponent(brief.id)}/anchor?start=${start}&end=${end}`;
  const place = await getJson(url, options);
  last = { key, place };
  return place;
}
