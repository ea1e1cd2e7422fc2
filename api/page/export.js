/** A conversation as Markdown: the answers, and a note for each citation. */

import { byPart } from "./grouping.js";
import { briefInWords, confidenceInWords, placeInWords, sourceInWords } from "./wording.js";

/** Characters that Markdown would read; a quote must arrive as it was printed. */
const escaped = (text) => text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&").replace(/\s+/g, " ");

/** `about(id)` gives a brief as GET /v1/documents does, `address(citation)` where it is read. */
export function toMarkdown(turns, about, address) {
  let last = 0; // notes are numbered through the whole conversation
  const parts = ["# Conversation"];
  const cited = [];
  for (const turn of turns.filter(({ state }) => state === "done")) {
    const before = last;
    last += turn.citations.length;
    parts.push(`## ${escaped(turn.question)}`, ...answered(turn, before));
    parts.push(turn.citations.map((citation) => note(citation, before, about, address)).join("\n"));
    cited.push(...turn.citations);
  }
  if (cited.length) parts.push("## Sources", sourceList(cited, about));
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function answered({ response, sentences }, before) {
  if (response.small_talk) return [escaped(response.statement)];
  const { words } = confidenceInWords(response.answerable, response.confidence);
  if (!response.answerable) return [escaped(response.answer), `*${words}.*`];
  const quote = ({ text, citations }) =>
    `> ${escaped(text)}${citations.map((n) => `[^${n + before}]`).join("")}`;
  const blocks = byPart(sentences).flatMap(({ part, sentences: own }) => [
    part && `### ${escaped(part)}`,
    own.map(quote).join("\n>\n"),
  ]);
  const statements = (response.statement ?? "").split("\n").map(escaped);
  return [...statements, ...blocks, `*${words}.*`].filter(Boolean);
}

function note(citation, before, about, address) {
  const sources = citation.sources.map(sourceInWords).join("; ");
  const notes = citation.notes.map((n) => `Note ${n.number}: ${n.text}`).join(" ");
  const words = [
    `${briefInWords(about(citation.document) ?? citation)}, ${placeInWords(citation)}.`,
    sources && `It cites ${sources}.`,
    notes,
  ];
  const told = escaped(words.filter(Boolean).join(" "));
  return `[^${citation.number + before}]: ${told} <${address(citation)}>`;
}

/** The briefs that were quoted, and the sources that they cite in the sentences quoted. */
function sourceList(cited, about) {
  const briefs = cited.map((citation) => briefInWords(about(citation.document) ?? citation));
  const sources = cited.flatMap((citation) => citation.sources.map(sourceInWords));
  const unique = (words) => [...new Set(words)].map((line) => `- ${escaped(line)}`);
  return [...unique(briefs), ...unique(sources.sort((a, b) => a.localeCompare(b)))].join("\n");
}
