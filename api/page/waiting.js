/** The notice while the server is gone or busy. */

import { element } from "./dom.js";

const WORDS = {
  gone: "The server does not answer. Nothing is lost; trying again in",
  busy: "The server is busy. Trying again in",
};

/** A notice for a pause as in request.js, with a button that ends it. */
export function waitingNotice({ reason, seconds, retry }) {
  const button = element("button", { type: "button", class: "retry" }, "Try now");
  button.addEventListener("click", retry);
  const words = element("p", {}, `${WORDS[reason]} ${seconds} s.`);
  return element("div", { class: "waiting" }, words, button);
}
