/** The box that a question is typed into. What is typed outlives a reload. */

import { LIMITS, setDraft, storedDraft } from "./conversation.js";
import { byId } from "./dom.js";

const TOLD_FROM = 0.9; // of the bound
const MOST_ROWS = 8;
const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

const box = byId("question");
const button = byId("ask");

/** `onAsk(text)` gets a question within the bounds; `onStop()` ends the one that is asked. */
export function connectComposer({ onAsk, onStop }) {
  setText(storedDraft());
  const submit = () => {
    if (button.disabled || button.hidden) return;
    const text = box.value.trim();
    setText("");
    onAsk(text);
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", () => setText(box.value));
  box.addEventListener("keydown", (event) => {
    // While a word is being composed, as in Chinese, Enter ends the word and not the question.
    // Safari says so by the code alone, as the Enter comes behind the end.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  });
  byId("stop").addEventListener("click", () => {
    onStop();
    box.focus();
  });
}

/** Offer to stop instead of to ask; the next question may be typed meanwhile. */
export function setAsking(asking) {
  button.hidden = asking;
  byId("stop").hidden = !asking;
  document.body.toggleAttribute("data-asking", asking);
}

function setText(text) {
  if (box.value !== text) box.value = text;
  setDraft(text);
  if (!GROWS_BY_ITSELF) fit();
  // The service counts code points, and not the white space around.
  const length = [...text.trim()].length;
  const over = length - LIMITS.question;
  button.disabled = !length || over > 0;
  box.setAttribute("aria-invalid", String(over > 0));
  byId("limit").textContent = over > -LIMITS.question * (1 - TOLD_FROM) ? told(length, over) : "";
}

/** Give the box as many rows as its text needs. */
function fit() {
  box.rows = 1;
  while (box.scrollHeight > box.clientHeight && box.rows < MOST_ROWS) box.rows += 1;
}

function told(length, over) {
  const number = (value) => value.toLocaleString("en-GB");
  const count = `${number(length)} of ${number(LIMITS.question)} characters`;
  return over > 0 ? `${count}: shorten the question by ${number(over)}.` : count;
}
