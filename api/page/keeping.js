/** Copy, save and clear the conversation. */

import { toMark } from "./address.js";
import { allTurns, setTurns } from "./conversation.js";
import { byId, element } from "./dom.js";
import { toMarkdown } from "./export.js";
import { briefById } from "./document-pane.js";

/** Connect the buttons; `onChange()` is called when turns went or came back. */
export function connectKeeping(onChange) {
  let cleared = [];
  byId("copy").addEventListener("click", (event) => copy(markdown(), event.target));
  byId("save").addEventListener("click", save);
  byId("clear").addEventListener("click", () => {
    cleared = allTurns();
    setTurns([]);
    onChange();
    byId("cleared").hidden = false;
    byId("undo").focus();
  });
  byId("undo").addEventListener("click", () => {
    setTurns([...cleared, ...allTurns()]);
    onChange();
    byId("clear").focus();
  });
}

/** Copy text, and say so on the button for a moment. */
export async function copy(text, button) {
  button.dataset.words ??= button.textContent; // a second click finds "Copied" there
  button.textContent = (await copied(text)) ? "Copied" : "Not allowed here";
  setTimeout(() => (button.textContent = button.dataset.words), 1500);
}

async function copied(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  // Without TLS there is no clipboard interface, only the old command on a selection.
  const box = element("textarea", { class: "unseen" });
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

function save() {
  const url = URL.createObjectURL(new Blob([markdown()], { type: "text/markdown" }));
  const day = new Date().toISOString().slice(0, 10);
  element("a", { href: url, download: `conversation-${day}.md` }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}

function markdown() {
  const here = `${location.origin}${location.pathname}`;
  const address = (citation) => here + toMark(citation.document, citation);
  return toMarkdown(allTurns(), briefById, address);
}
