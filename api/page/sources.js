/** What a brief takes from whom: the outlets that it cites, and the sentences that cite one. */

import { toDocument, toMark, toOutlet } from "./address.js";
import { element } from "./dom.js";
import { paragraphAt } from "./reader.js";
import { dateInWords, placeInWords } from "./wording.js";

/** All outlets, the most cited first, each leading to what is taken from it. */
export function outletList(brief) {
  const named = brief.references.filter((reference) => reference.outlet);
  const outlets = [...Map.groupBy(named, (reference) => reference.outlet)];
  outlets.sort(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b));
  if (!outlets.length) return element("p", {}, "The brief cites no sources in its text.");
  const items = outlets.map(([outlet, references]) =>
    element(
      "li",
      {},
      element("a", { href: toOutlet(brief.id, outlet) }, outlet),
      element("span", { class: "count" }, ` ${references.length}`),
    ),
  );
  return element("ul", { class: "outlets" }, ...items);
}

/** The sentences that cite an outlet, in the order of the text; null where none does. */
export function takenFrom(brief, outlet, unit) {
  const references = brief.references.filter((reference) => reference.outlet === outlet);
  const items = references
    .map((reference) => ({ reference, ...sentencesWith(brief, reference) }))
    .filter(({ span }) => span)
    .map((taken) => takenItem(brief, taken, unit));
  if (!items.length) return null;
  const all = element("a", { class: "all", href: `${toDocument(brief.id)}/from/` }, "All sources");
  return element("div", {}, all, element("ol", { class: "taken" }, ...items));
}

function takenItem(brief, { reference, span, paragraph, section }, unit) {
  const sentence = brief.text.slice(unit(span.start), unit(span.end));
  const place = placeInWords({ section: section.title, paragraph: paragraph.number });
  return element(
    "li",
    {},
    element("p", { class: "when" }, dateInWords(reference)),
    element("a", { href: toMark(brief.id, span) }, sentence),
    element("p", { class: "where" }, place),
  );
}

/** The sentences that a reference stands in, as one span, and where they are. */
function sentencesWith(brief, reference) {
  const paragraph = paragraphAt(brief, reference.start);
  const held = (paragraph?.sentences ?? []).filter(
    (sentence) => sentence.start < reference.end && reference.start < sentence.end,
  );
  if (!held.length) return { span: null };
  const span = { start: held[0].start, end: held.at(-1).end };
  return { span, paragraph, section: paragraph.section };
}
