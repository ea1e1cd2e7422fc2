/**
 * The conversation: its turns and what is typed but not yet asked. Each tab keeps its own in session
 * storage, so that a reload loses nothing; the last one of all is in local storage, too, for a tab
 * that is opened anew.
 *
 * A turn is `{question, state, sentences, citations, passages, response, problem}`; `state` is
 * "asking", "done", "stopped" or "refused" (`problem` says why), and `response` what POST
 * /v1/answer gave.
 */

import { Unreadable } from "./request.js";
import { isFound, isNextSentence, isResponse, isTurn } from "./shapes.js";

const TURNS = "brief-rag.turns.1"; // the number is that of the form of what is kept
const DRAFT = "brief-rag.draft.1";
const MOST_TURNS = 100;

// The bounds of the service (api/http/answer_schemas.py); a test compares them.
export const LIMITS = { question: 2000, answer: 20000, history: 50, body: 1000000 };
const LEFT_FREE = 0.9; // of the bytes of a body: a question and its filters go with the turns

let turns = stored();

function stored() {
  try {
    const kept = JSON.parse(read(TURNS)).filter(isTurn);
    // What was being asked when the page went away gets no answer any more.
    for (const turn of kept) if (turn.state === "asking") turn.state = "stopped";
    return kept;
  } catch {
    return [];
  }
}

function read(key) {
  return sessionStorage.getItem(key) ?? localStorage.getItem(key);
}

function keep(key, value) {
  for (const name of ["sessionStorage", "localStorage"]) {
    try {
      window[name].setItem(key, value);
    } catch {
      // Storage is full or denied: the conversation lives as long as the page.
    }
  }
}

const store = () => keep(TURNS, JSON.stringify(turns));

// What has come of an answer is not kept piece by piece: a long one has thousands of pieces.
addEventListener("pagehide", () => {
  if (turns.some(({ state }) => state === "asking")) store();
});

export const allTurns = () => turns;
export const setDraft = (text) => keep(DRAFT, text);

export function storedDraft() {
  try {
    return read(DRAFT) ?? "";
  } catch {
    return "";
  }
}

/** Begin a turn, or ask one again; it is the last of the conversation then. */
export function begin(question, turn = {}) {
  const fresh = { state: "asking", sentences: [], citations: [], passages: [], warnings: [] };
  Object.assign(turn, { question, response: null, problem: null }, fresh);
  turns = [...turns.filter((other) => other !== turn), turn].slice(-MOST_TURNS);
  store();
  return turn;
}

/** Take in one event, as api/http/streaming.py sends them; an unknown one says nothing. */
export function receive(turn, { event, data }) {
  if (!Object.hasOwn(PARTS, event)) return;
  Object.assign(turn, PARTS[event](data, turn));
  if (event !== "sentence") store();
}

/** What each event changes in the turn. */
const PARTS = {
  // The first of an answer: what a broken stream brought before is replaced.
  passages: (data) => {
    if (!isFound(data)) throw new Unreadable();
    const { passages, warnings } = data;
    return { passages, warnings, sentences: [], citations: [] };
  },
  sentence: (data, { sentences, citations }) => {
    if (!isNextSentence(data, citations)) throw new Unreadable();
    return {
      sentences: [...sentences, data.sentence],
      citations: [...citations, ...data.citations],
    };
  },
  done: (data) => {
    if (!isResponse(data)) throw new Unreadable();
    const { sentences, citations, passages, warnings } = data;
    return { sentences, citations, passages, warnings, response: data, state: "done" };
  },
};

export function end(turn, state, problem = null) {
  Object.assign(turn, { state, problem });
  store();
}

/** Replace all turns, such as by none. */
export function setTurns(replacing) {
  turns = replacing;
  store();
}

/** The turns before one, as POST /v1/answer takes them: the last that fit into a body. */
export function historyBefore(turn) {
  const before = turns
    .slice(0, turns.indexOf(turn))
    .filter(({ state }) => state === "done")
    .slice(-LIMITS.history)
    .map(({ question, response }) => ({
      question,
      answer: [...response.answer].slice(0, LIMITS.answer).join(""),
    }));
  let bytes = 0;
  const fits = (each) => (bytes += size(each)) <= LEFT_FREE * LIMITS.body;
  const first = before.length - [...before].reverse().findIndex((each) => !fits(each));
  return first > before.length ? before : before.slice(first);
}

const size = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** What an answer or a passage found quotes at a place: `{text, highlights, turn}`. */
export function quoteAt({ document, start, end }) {
  for (const turn of [...turns].reverse()) {
    const cited = [...turn.citations, ...turn.passages.map(passageCitation)];
    const citation = cited.find(
      (c) => c.document === document && c.start === start && c.end === end,
    );
    if (citation) return { text: citation.quote, highlights: citation.highlights, turn };
  }
  return null;
}

const passageCitation = ({ citation, highlights }) => ({ ...citation, highlights });
