/** Elements and text. Text only ever gets in as text: nothing here reads markup. */

// A run of Chinese, Japanese or Korean: letters, and the punctuation and digits between them.
const LETTER = "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}";
const BETWEEN = "\\u3000-\\u303f\\uff00-\\uffef0-9\\u00b7";
const STOPS = "\\u3001\\u3002\\uff01-\\uff1f";
const RUN = new RegExp(`[${LETTER}](?:[${BETWEEN}]*[${LETTER}])*[${STOPS}]*`, "gu");

/** An element with its attributes (`class`, `href`, ...; undefined leaves one out) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  for (const child of children) {
    if (typeof child === "string") appendText(made, child);
    else if (child) made.append(child);
  }
  return made;
}

/** Append text, runs in Chinese script marked with their language; returns the text nodes. */
export function appendText(parent, text) {
  const nodes = [];
  const add = (to, part) => {
    if (!part) return;
    const node = document.createTextNode(part);
    to.append(node);
    nodes.push(node);
  };
  let end = 0;
  for (const run of text.matchAll(RUN)) {
    add(parent, text.slice(end, run.index));
    const foreign = document.createElement("span");
    foreign.lang = language(run[0]);
    parent.append(foreign);
    add(foreign, run[0]);
    end = run.index + run[0].length;
  }
  add(parent, text.slice(end));
  return nodes;
}

function language(run) {
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(run)) return "ja";
  return /\p{sc=Hangul}/u.test(run) ? "ko" : "zh";
}

/** The element of that id; an unknown one is a mistake in the page. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`page.html has no #${id}`);
  return found;
}
