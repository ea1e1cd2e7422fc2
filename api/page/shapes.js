/**
 * What the page must find in an answer, be it sent by the server or kept by the browser, to show
 * it. What is kept may be of an older page, and what is sent of another server.
 */

const text = (value) => typeof value === "string";
const number = (value) => Number.isFinite(value);
const flag = (value) => typeof value === "boolean";
const list = (of) => (value) => Array.isArray(value) && value.every(of);
const nullOr = (of) => (value) => value === null || of(value);
const object = (fields) => (value) =>
  value !== null &&
  typeof value === "object" &&
  Object.entries(fields).every(([name, fits]) => fits(value[name]));

const place = { start: number, end: number };
const span = object(place);
const source = object({ ...place, outlet: nullOr(text), date: text });
const note = object({ ...place, number, text });
const absentOr = (of) => (value) => value === undefined || of(value);
const anchor = object({ page: nullOr(number), page_label: nullOr(text) });
const quoted = {
  ...place,
  document: text,
  section: text,
  paragraph: number,
  quote: text,
  sources: list(source),
  notes: list(note),
  anchor: absentOr(nullOr(anchor)),
  chapter: absentOr(nullOr(text)),
};
const citation = object({ ...quoted, number, highlights: list(span) });
const passage = object({ citation: object(quoted), highlights: list(span), score: number });
const sentence = object({
  text,
  citations: list(number),
  context: flag,
  part: absentOr(text),
});
const response = object({
  answerable: flag,
  confidence: number,
  answer: text,
  statement: absentOr(text),
  small_talk: absentOr(flag),
  not_found: absentOr(list(text)),
});
const found = { passages: list(passage), warnings: list(text) };
const parts = object({ ...found, sentences: list(sentence), citations: list(citation) });

/** Every number behind a sentence is that of a citation, and each sentence has one. */
const isCited = ({ sentences, citations }) =>
  sentences.every((s) => s.citations.length && s.citations.every((n) => has(citations, n)));
const has = (citations, n) => citations.some((c) => c.number === n);

/** Whether a sentence and its citations go on an answer that holds these citations already. */
export const isNextSentence = (value, citations) =>
  nextSentence(value) &&
  value.sentence.citations.length > 0 &&
  value.sentence.citations.every((n) => has(value.citations, n) || has(citations, n));
const nextSentence = object({ sentence, citations: list(citation) });

export const isFound = object(found);
export const isAnswer = (value) => parts(value) && isCited(value);
export const isResponse = (value) => response(value) && isAnswer(value);

const STATES = ["asking", "done", "stopped", "refused"];

/** Whether a value is a turn as conversation.js keeps it. */
export const isTurn = (value) =>
  isAnswer(value) &&
  text(value.question) &&
  STATES.includes(value.state) &&
  (value.state === "done" ? response(value.response) : !value.response);
