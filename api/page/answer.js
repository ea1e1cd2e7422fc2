/** One turn of the conversation as elements: question, answer, evidence, confidence. */

import { toMark, toOutlet } from "./address.js";
import { element } from "./dom.js";
import { byPart } from "./grouping.js";
import { confidenceInWords, placeInWords, sourceInWords } from "./wording.js";

const MOST_IN_PROSE = 4; // sentences; a longer answer is a list
// Rows and items, which end as no sentence does, stand on lines of their own.
const ENDS_SENTENCE = /[.!?…:;。！？：；”"’'»)\]]\s{0,3}$/u;
const EXCERPT = 160; // characters of a passage that was found

/** Fill the element of a turn; `again` is called where it is to be asked again. */
export function renderTurn(item, turn, { title, again }) {
  const parts = [element("h3", { class: "question", dir: "auto" }, turn.question)];
  for (const warning of turn.warnings) parts.push(element("p", { class: "warning" }, warning));
  if (turn.response?.statement) parts.push(statement(turn.response));
  for (const block of byPart(turn.sentences)) parts.push(...answer(turn, block, title));
  if (turn.response && !turn.response.answerable) parts.push(refusal(turn, title));
  if (turn.response?.answerable && !turn.response.small_talk) {
    parts.push(confidence(turn.response));
  }
  if (turn.citations.length) parts.push(evidence(turn, title));
  if (turn.response?.answerable && turn.passages.length) parts.push(passagesFound(turn, title));
  if (turn.state === "asking") parts.push(element("div", { class: "progress" }));
  if (turn.state === "stopped" || turn.state === "refused") parts.push(unfinished(turn, again));
  item.replaceChildren(...parts);
}

/** What the service itself says of the briefs: no quotation. */
const statement = ({ statement: words }) => element("p", { class: "statement", dir: "auto" }, words);

/** The sentences for one part of the question, under the asker's words for it. */
function answer(turn, block, title) {
  const asList =
    block.sentences.length > MOST_IN_PROSE ||
    block.sentences.slice(0, -1).some(({ text }) => !ENDS_SENTENCE.test(text));
  const sentences = block.sentences.flatMap((sentence) => {
    const citations = sentence.citations.map((n) => turn.citations.find((c) => c.number === n));
    const made = element(
      asList ? "li" : "span",
      { class: sentence.context ? "sentence context" : "sentence" },
      ...sentenceText(sentence, citations[0]),
      ...citations.map((citation) => citationLink(citation, title)),
    );
    return asList ? [made] : [made, " "];
  });
  const said = asList
    ? element("ul", { class: "answer listed" }, ...sentences)
    : element("p", { class: "answer" }, ...sentences);
  return block.part ? [element("h4", { class: "part", dir: "auto" }, block.part), said] : [said];
}

/** The sentence, with what answers in it marked and its source references set back. */
function sentenceText({ text }, citation) {
  const points = [...text];
  const marked = citation.highlights.map((span) => ({ ...span, tag: "strong" }));
  const sources = citation.sources.map((span) => ({ ...span, tag: "span", class: "reference" }));
  const parts = [];
  let written = citation.start;
  const slice = (from, to) => points.slice(from - citation.start, to - citation.start).join("");
  for (const span of [...marked, ...sources].sort((a, b) => a.start - b.start)) {
    if (span.start < written || span.end > citation.end) continue;
    parts.push(slice(written, span.start));
    parts.push(element(span.tag, { class: span.class }, slice(span.start, span.end)));
    written = span.end;
  }
  return [...parts, slice(written, citation.end)];
}

function citationLink(citation, title) {
  const label = `${citation.number}: ${placeOf(citation, title)}`;
  const href = toMark(citation.document, citation);
  const attributes = { class: "cite", href, "aria-label": label, title: label };
  return element("a", attributes, String(citation.number));
}

function confidence({ answerable, confidence }) {
  const { level, words, detail } = confidenceInWords(answerable, confidence);
  return element(
    "details",
    { class: `confidence ${level}` },
    element("summary", {}, words),
    element("p", {}, detail),
  );
}

function evidence(turn, title) {
  const items = turn.citations.map((citation) => {
    const place = placeOf(citation, title);
    const href = toMark(citation.document, citation);
    return element(
      "li",
      { value: citation.number },
      element("a", { class: "where", href }, place),
      ...chain(citation),
    );
  });
  return element("ol", { class: "evidence", "aria-label": "Evidence" }, ...items);
}

/** Section and paragraph, after the title where there is more than one brief. */
const placeOf = (citation, title) =>
  [title(citation.document), placeInWords(citation)].filter(Boolean).join(" · ");

/** The sources and notes that the brief itself gives. */
function chain({ document, sources, notes }) {
  const links = sources.map((source) => {
    const words = sourceInWords(source);
    const href = source.outlet ? toOutlet(document, source.outlet) : toMark(document, source);
    return element("li", {}, element("a", { class: "chip", href }, words));
  });
  const list = element("ul", { class: "chips", "aria-label": "Sources" }, ...links);
  return [links.length ? list : null, ...notes.map((note) => noteLink(document, note))];
}

function noteLink(document, note) {
  const link = element("a", { href: toMark(document, note) }, `Note ${note.number}`);
  return element("p", { class: "note" }, link, ` ${note.text}`);
}

function refusal(turn, title) {
  const nearest = turn.passages.length
    ? [element("p", {}, "The nearest passages:"), passageList(turn, title)]
    : [];
  const no = element("p", { class: "no" }, turn.response.answer);
  const absent = (turn.response.not_found ?? []).map((words) =>
    element("p", { class: "absent" }, `Nothing was found on “${words}”.`),
  );
  return element(
    "div",
    { class: "refusal" },
    no,
    ...absent,
    confidence(turn.response),
    ...nearest,
  );
}

function passagesFound(turn, title) {
  const words = `${turn.passages.length} passages found, tinted in the brief`;
  const summary = element("summary", {}, words);
  return element("details", { class: "found" }, summary, passageList(turn, title));
}

function passageList(turn, title) {
  const items = turn.passages.map(({ citation }) => {
    const place = element("span", { class: "where" }, placeOf(citation, title));
    const href = toMark(citation.document, citation);
    return element("li", {}, element("a", { href }, place, excerpt(citation.quote)));
  });
  return element("ol", { class: "passages" }, ...items);
}

function excerpt(quote) {
  const points = [...quote.replace(/\s+/g, " ")];
  const cut = points.length > EXCERPT;
  const start = points.slice(0, EXCERPT).join("");
  return element("span", { class: "excerpt" }, cut ? `${start.replace(/\s\S*$/, "")} …` : start);
}

function unfinished(turn, again) {
  const words = turn.state === "stopped" ? "Stopped before the answer was whole." : turn.problem;
  const button = element("button", { type: "button" }, "Ask again");
  button.addEventListener("click", again);
  return element("p", { class: "unfinished" }, words, button);
}
