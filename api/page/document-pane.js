/** The pane that shows a brief: which one, what of it is marked, and what was found in it. */

import { parseAddress, toDocument, toOutlet } from "./address.js";
import { showAbout } from "./about.js";
import { byId, element } from "./dom.js";
import { connectFind } from "./find.js";
import { show } from "./marks.js";
import { contents, paragraphAt, render } from "./document.js";
import { hidesText, prepare, showPage } from "./page-view.js";
import { placeIn } from "./places.js";
import { getJson, Refused } from "./request.js";
import { outletList, takenFrom } from "./sources.js";
import { placeInWords } from "./wording.js";
import { waitingNotice } from "./waiting.js";

const CHANGED = "The brief has changed since this answer was given. Ask again.";
const BEYOND = "This address points beyond the text of the brief.";
const SHARES = [0.93, 0.8]; // of the best score, from which a passage is tinted more strongly
const FAIR_SCORE = 0.5; // what scores less is tinted weakly, though nothing scores more

const PANELS = ["contents", "sources"];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const page = byId("page");
const notice = byId("notice");
const place = byId("place");
const sources = byId("sources");
const choice = byId("document");

let briefs = []; // as in GET /v1/documents
let total = 0; // of the briefs, of which a long list holds the first
let shared = new Set(); // the titles that several of them have
let going = new AbortController(); // of the way to where the address points; a later one ends it
let open = null; // what render() gave for the brief that is shown
let tinted = []; // the passages of the last answer

const severalBriefs = () => briefs.length > 1;
export const briefById = (id) => briefs.find((brief) => brief.id === id);

/** The title of a brief, with its id where another has the same title. */
const nameOf = ({ id, title }) => (shared.has(title) ? `${title} (${id})` : title);

/** What a brief is called where there are several; undefined where there is but one. */
export function briefName(id) {
  if (!severalBriefs()) return undefined;
  const brief = briefById(id);
  return brief ? nameOf(brief) : id;
}

/** Load the list of briefs, and offer a choice where there are several; returns the list. */
export async function loadBriefs(signal) {
  tell("Loading …");
  const listed = await getJson("v1/documents", { signal, onWait: wait });
  ({ documents: briefs, total = briefs.length } = listed);
  const titles = new Set();
  shared = new Set();
  for (const { title } of briefs) (titles.has(title) ? shared : titles).add(title);
  choice.replaceChildren(
    ...briefs.map((brief) => element("option", { value: brief.id }, nameOf(brief))),
  );
  choice.hidden = !severalBriefs();
  return listed;
}

/** Take in that the index has changed: the list, and the brief that is shown. */
export async function reloadBriefs() {
  await loadBriefs();
  tell("");
  if (!open) return;
  const { id, title } = open.brief;
  if (!briefById(id) && total === briefs.length) {
    return tell(`The brief “${title}” is not here any more.`);
  }
  const { signal } = going;
  try {
    await load(id, signal);
  } catch (error) {
    if (signal.aborted) return; // who reads has gone elsewhere meanwhile
    if (!(error instanceof Refused)) throw error;
    return tell(error.message);
  }
  tell("");
}

/**
 * Go where the address points. `quote` is what an answer quotes there, if one does.
 * What cannot be shown is told in the pane.
 */
export async function go(hash, quote) {
  going.abort();
  going = new AbortController();
  const { signal } = going;
  clearMark();
  const address = hash ? parseAddress(hash) : { document: briefs[0]?.id ?? "" };
  if (!address) return tell("This address names no place in a brief.");
  try {
    if (!(await opened(address, quote, signal))) return;
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused)) throw error;
    return tell(error.message, () => go(hash, quote));
  }
  tell("");
  if (prepare(open.brief, address)) uncover();
  if (address.outlet !== undefined) openSources(address.outlet);
  else if (address.end !== undefined) mark(address, quote);
  else if (address.start !== undefined) scrollToPlace(address.start);
  await showOriginal(address, quote, signal);
}

/** Say where in the original the place of an address stands, and show its page if that is wanted. */
async function showOriginal(address, quote, signal) {
  const { brief } = open;
  const { start, end = start + 1 } = address;
  const stands = start !== undefined && isInText({ end }) && (!quote || quotes(address, quote.text));
  let place = null;
  try {
    if (stands) place = await placeIn(brief, { start, end }, { signal, onWait: wait });
    if (place) tell("");
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused)) throw error;
    tell(error.message);
  }
  if (signal.aborted || open?.brief !== brief) return;
  const isMark = stands && address.end !== undefined;
  if (isMark && place) tellPlace(address, place);
  if (prepare(brief)) await showPage(brief, address, place?.anchor, isMark && range(address));
}

/**
 * Show the brief of an address, and say whether there is one. The index may have changed since the
 * page looked: a brief that is not known, or lacks what an answer quotes, is asked for anew.
 */
async function opened({ document: id, start, end }, quote, signal) {
  if (!briefById(id)) await loadBriefs(signal);
  if (!briefById(id) && total === briefs.length) {
    tell(`There is no brief “${id}” here.`);
    return false;
  }
  const held = open?.brief.id === id && (!quote || quotes({ start, end }, quote.text));
  if (!held) await load(id, signal);
  return true;
}

async function load(id, signal) {
  tell("Loading the brief …");
  let brief;
  try {
    brief = await getJson(`v1/documents/${encodeURIComponent(id)}`, { signal, onWait: wait });
  } catch (error) {
    if (error.status !== 404) throw error;
    throw new Refused({ detail: `The brief “${briefById(id)?.title ?? id}” is not here any more.` });
  }
  const same = open?.brief.id === id && open.brief.text === brief.text;
  if (same) return;
  if (!briefById(id)) {
    briefs.push(brief);
    choice.append(element("option", { value: id }, nameOf(brief)));
  }
  open = render(byId("text"), brief);
  showAbout(brief);
  choice.value = id;
  byId("contents").replaceChildren(contents(brief));
  document.title = `${brief.title} – Ask the brief`;
  if (!sources.hidden) openSources("");
  page.scrollTo({ top: 0 });
  tint(tinted);
  findAgain();
}

/** Tell something above the text, or nothing any more; `again` is offered as a way to try again. */
export function tell(words, again) {
  const parts = words ? [element("p", {}, words)] : [];
  if (again) {
    const button = element("button", { type: "button" }, "Try again");
    button.addEventListener("click", again);
    parts.push(button);
  }
  notice.replaceChildren(...parts);
}

function wait(pause) {
  notice.replaceChildren(waitingNotice(pause));
}

const units = ({ start, end }) => ({ start: open.unit(start), end: open.unit(end) });

function range(span) {
  const { start, end } = units(span);
  return open.map.range(start, end);
}

/** Whether a span lies in the text of the brief that is shown. */
const isInText = ({ end }) => open.unit(end) <= open.brief.text.length;

/** Whether the brief that is shown has these words at a span. */
const quotes = (span, words) => isInText(span) && range(span).toString() === words;

function mark(address, quote) {
  if (!quote && !isInText(address)) return tell(BEYOND);
  uncover();
  if (quote && !quotes(address, quote.text)) return tell(CHANGED);
  show(open.map, "quote", [units(address)]);
  show(open.map, "answer", (quote?.highlights ?? []).map(units));
  const marked = range(address);
  tellPlace(address, null);
  byId("place-return").hidden = !quote;
  place.hidden = false;
  scrollTo(marked);
  focusOn(marked);
}

/** Tell below the text where a mark stands, in the original too where that is known. */
function tellPlace({ start }, inOriginal) {
  const paragraph = paragraphAt(open.brief, start);
  const section = paragraph ? paragraph.section.title : open.brief.title;
  const where = placeInWords({ section, paragraph: paragraph?.number, ...inOriginal });
  const parts = [briefName(open.brief.id), where];
  byId("place-text").textContent = [...new Set(parts)].filter(Boolean).join(" · ");
}

/** Close the panels that lie over the text where there is no room beside it, but one. */
function uncover(but) {
  for (const id of PANELS.filter((id) => id !== but)) {
    if (getComputedStyle(byId(id)).position === "absolute") setShown(id, false);
  }
}

function clearMark() {
  place.hidden = true;
  if (!open) return;
  show(open.map, "quote", []);
  show(open.map, "answer", []);
}

function scrollToPlace(start) {
  if (!isInText({ end: start + 1 })) return tell(BEYOND);
  uncover();
  const there = range({ start, end: start + 1 });
  scrollTo(blockOf(there), 0.04);
  focusOn(there);
}

/** Bring a range or element into view, a share of the pane's height below its top. */
function scrollTo(to, share = 0.25) {
  const { top, height } = to.getBoundingClientRect();
  const fits = height < page.clientHeight * (1 - share);
  const above = page.clientHeight * (fits ? share : 0.04);
  const distance = top - page.getBoundingClientRect().top - above;
  // A short way is shown; a long one would only blur past.
  const shown = Math.abs(distance) < 2 * page.clientHeight && !calm.matches;
  page.scrollBy({ top: distance, behavior: shown ? "smooth" : "instant" });
}

/** The paragraph or heading that a range begins in. */
const blockOf = (to) => to.startContainer.parentElement.closest("[tabindex]");

/** Take the focus to the block of a range, unless someone is typing. */
function focusOn(to) {
  if (hidesText() || document.activeElement?.matches("input, textarea")) return;
  blockOf(to).focus({ preventScroll: true });
}

/** Tint passages of an answer by relevance; those of other briefs wait until theirs is shown. */
export function tint(passages) {
  tinted = passages;
  if (!open) return;
  const here = passages.filter(({ citation }) => citation.document === open.brief.id);
  const best = Math.max(FAIR_SCORE, ...passages.map(({ score }) => score));
  const levels = [[], [], []];
  // The answer may be of an older state of the brief, or of a newer one than is shown.
  const stands = ({ citation }) => quotes(citation, citation.quote);
  for (const { citation, score } of here.filter(stands)) {
    const level = SHARES.filter((share) => score < share * best).length;
    levels[level].push(units(citation));
  }
  levels.forEach((spans, level) => show(open.map, `near-${level + 1}`, spans));
}

function openSources(outlet) {
  const list = outlet ? takenFrom(open.brief, outlet, open.unit) : outletList(open.brief);
  byId("sources-title").textContent = outlet || "Sources";
  byId("sources-list").replaceChildren(
    list ?? element("p", {}, `The brief takes nothing from “${outlet}”.`),
  );
  setShown("sources", true);
  if (location.hash === toOutlet(open.brief.id, outlet)) byId("sources-title").focus();
}

function setShown(id, shown) {
  byId(id).hidden = !shown;
  byId(`${id}-toggle`).setAttribute("aria-expanded", String(shown));
  if (shown) uncover(id);
}

choice.addEventListener("change", () => (location.hash = toDocument(choice.value)));

const findAgain = connectFind(page, () => open, scrollTo);

setShown("contents", matchMedia("(min-width: 100rem)").matches);
byId("contents-toggle").addEventListener("click", () =>
  setShown("contents", byId("contents").hidden),
);
byId("sources-toggle").addEventListener("click", () => {
  if (!open) return;
  if (sources.hidden) openSources("");
  else setShown("sources", false);
});
for (const id of PANELS) {
  byId(id).addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    setShown(id, false);
    byId(`${id}-toggle`).focus();
  });
}
byId("sources-close").addEventListener("click", () => {
  setShown("sources", false);
  byId("sources-toggle").focus();
});
