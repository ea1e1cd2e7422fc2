/** What a brief takes from whom: the outlets that it cites, and the sentences that cite one. */

import { toMark, toOutlet } from "./address.js";
import { element } from "./dom.js";
import { paragraphAt } from "./document.js";
import { grouped } from "./grouping.js";
import { dateInWords, placeInWords } from "./wording.js";

/** All outlets, the most cited first, each leading to what is taken from it. */
export function outletList(brief) {
  const named = brief.references.filter((reference) => reference.outlet);
  const outlets = [...grouped(named, (reference) => reference.outlet)];
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
  const taken = references.map((reference) => ({ reference, ...placeOf(brief, reference) }));
  const bySentence = grouped(taken, ({ span }) => span.start);
  const items = [...bySentence.values()].map((same) => takenItem(brief, same, unit));
  if (!items.length) return null;
  const all = element("a", { class: "all", href: toOutlet(brief.id, "") }, "All sources");
  return element("div", {}, all, element("ol", { class: "taken" }, ...items));
}

/** One sentence, with each date that it cites the outlet for. */
function takenItem(brief, same, unit) {
  const [{ span, place }] = same;
  const sentence = brief.text.slice(unit(span.start), unit(span.end));
  const dates = same.map(({ reference }) => dateInWords(reference)).join("; ");
  return element(
    "li",
    {},
    element("p", { class: "when" }, dates),
    element("a", { href: toMark(brief.id, span) }, sentence),
    element("p", { class: "where" }, place),
  );
}

/** The sentences that a reference stands in, as one span, and where they are in words. */
function placeOf(brief, reference) {
  const paragraph = paragraphAt(brief, reference.start);
  const held = (paragraph?.sentences ?? []).filter(
    (sentence) => sentence.start < reference.end && reference.start < sentence.end,
  );
  if (!held.length) return { span: reference, place: "" };
  const place = placeInWords({ section: paragraph.section.title, paragraph: paragraph.number });
  return { span: { start: held[0].start, end: held.at(-1).end }, place };
}
