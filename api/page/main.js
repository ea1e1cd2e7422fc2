/** The page: asks, shows the answer as it comes, and leads to its evidence. */

import { parseAddress } from "./address.js";
import { renderTurn } from "./answer.js";
import { connectComposer, setAsking } from "./composer.js";
import * as conversation from "./conversation.js";
import { byId, element } from "./dom.js";
import { chosen, filters, scopeNote } from "./choice.js";
import { connectKeeping, copy } from "./keeping.js";
import { briefName, go, loadBriefs, reloadBriefs, tell, tint } from "./document-pane.js";
import { connectLibrary, showLibraryButton } from "./library.js";
import { getJson, postForEvents, Refused } from "./request.js";
import { connectPageView, hidesText, samePlace } from "./page-view.js";
import { waitingNotice } from "./waiting.js";
import { confidenceInWords } from "./wording.js";

const log = byId("log");
const items = new Map(); // the element of each turn
const awaited = new Set(); // turns of which more has come than is drawn
const afterThis = new MessageChannel(); // its messages come when what runs now has ended
let running = null; // the AbortController of the question that is being answered

async function ask(question, turn) {
  if (running) return;
  running = new AbortController();
  const { signal } = running;
  const asked = conversation.begin(question, turn);
  asked.documents = chosen();
  setAsking(true);
  arrange();
  draw(asked);
  announce("Searching the brief.");
  try {
    const body = { question, history: conversation.historyBefore(asked), ...filters() };
    await postForEvents("v1/answer", body, {
      signal,
      onWait: (pause) => draw(asked, pause),
      onEvent: (event) => receive(asked, event),
    });
    announce(inWords(asked.response));
  } catch (error) {
    const mistaken = !signal.aborted && !(error instanceof Refused);
    const words = mistaken ? `This page failed: ${error.message}` : error.message;
    conversation.end(asked, signal.aborted ? "stopped" : "refused", words);
    announce(signal.aborted ? "Stopped." : words);
    if (mistaken) reportError(error);
  }
  running = null;
  setAsking(false);
  draw(asked);
}

function receive(turn, event) {
  conversation.receive(turn, event);
  if (event.event === "passages") tint(turn.passages);
  drawSoon(turn);
}

/** Draw a turn once for all that one piece of the stream brought of it. */
function drawSoon(turn) {
  if (!awaited.size) afterThis.port2.postMessage(null);
  awaited.add(turn);
}

afterThis.port1.onmessage = () => {
  const turns = [...awaited];
  awaited.clear();
  for (const turn of turns) if (conversation.allTurns().includes(turn)) draw(turn);
};

/** The whole answer, so that a screen reader says it once and not piece by piece. */
function inWords({ answerable, answer, confidence, small_talk: talk }) {
  if (talk) return answer;
  return `${answer} ${confidenceInWords(answerable, confidence).words}.`;
}

function announce(words) {
  byId("announcer").textContent = words;
}

function itemOf(turn) {
  if (!items.has(turn)) items.set(turn, element("li", { class: "turn" }));
  return items.get(turn);
}

/** Draw a turn, with a notice where its question waits for the server. */
function draw(turn, pause) {
  awaited.delete(turn); // to draw it once more would take the notice away
  renderTurn(itemOf(turn), turn, { title: briefName, again: () => ask(turn.question, turn) });
  itemOf(turn).querySelector(".question").after(...scopeNote(turn.documents));
  if (pause) itemOf(turn).append(waitingNotice(pause));
  markCurrent();
  if (turn === conversation.allTurns().at(-1)) reveal(itemOf(turn));
}

/** Put the turns in their order; what was unfolded in them stays so. */
function arrange() {
  const turns = conversation.allTurns();
  byId("turns").replaceChildren(...turns.map(itemOf));
  byId("welcome").hidden = turns.length > 0;
  byId("actions").hidden = !turns.length;
  byId("conversation-bar").classList.toggle("empty", !turns.length);
  byId("cleared").hidden = true;
}

function drawAll() {
  arrange();
  for (const turn of conversation.allTurns()) draw(turn);
}

/** Show as much of a turn as fits, its question first. */
function reveal(item) {
  item.scrollIntoView({ block: item.offsetHeight > log.clientHeight ? "start" : "end" });
}

/** Show in the conversation which of its links is open. */
function markCurrent() {
  for (const link of byId("turns").querySelectorAll("a")) {
    if (samePlace(link.getAttribute("href"), location.hash)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Go where the address points. */
async function visit() {
  const address = parseAddress(location.hash);
  showPane(location.hash ? "document" : "conversation");
  markCurrent();
  await go(location.hash, address?.end === undefined ? null : conversation.quoteAt(address));
}

/** On a narrow screen one pane is shown at a time. */
function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === name));
  }
}

function returnToAnswer() {
  showPane("conversation");
  const link = byId("turns").querySelector("a[aria-current]");
  link?.scrollIntoView({ block: "nearest" });
  link?.focus();
}

/** Offer questions to begin with; the page is whole without them. */
async function showExamples() {
  let questions;
  try {
    ({ questions } = await getJson("v1/examples", { onWait: () => {} }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return;
  }
  byId("examples-title").hidden = !questions.length;
  byId("examples").replaceChildren(
    ...questions.map((question) => {
      const button = element("button", { type: "button" }, question);
      button.addEventListener("click", () => ask(question));
      return element("li", {}, button);
    }),
  );
}

connectComposer({ onAsk: ask, onStop: () => running?.abort() });
connectLibrary({
  onChange: async () => {
    await reloadBriefs();
    if (!conversation.allTurns().length) showExamples(); // those of before may ask what is gone
  },
});
connectKeeping(() => {
  running?.abort();
  tint(conversation.allTurns().at(-1)?.passages ?? []);
  drawAll();
});
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => showPane(button.dataset.show));
}
byId("skip").addEventListener("click", () => {
  showPane("document");
  byId(hidesText() ? "print" : "page").focus();
});
byId("place-return").addEventListener("click", returnToAnswer);
byId("place-copy").addEventListener("click", (event) => copy(location.href, event.target));
addEventListener("hashchange", visit);
addEventListener("click", (event) => {
  // A link to where the address points already changes nothing, but is a wish to see it.
  const href = event.target.closest?.("a")?.getAttribute("href");
  if (href && href === location.hash) visit();
});
connectPageView(visit);

/** Show the briefs; where the server gives none, the user may try again. */
async function start() {
  try {
    showLibraryButton(await loadBriefs());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return tell(error.message, start);
  }
  tint(conversation.allTurns().at(-1)?.passages ?? []);
  drawAll(); // the titles of the briefs are known now
  await Promise.all([visit(), showExamples()]);
}

drawAll();
await start();
