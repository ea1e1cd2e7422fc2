/** What is known of a brief, over its text. */

import { byId, element } from "./dom.js";
import { aboutInWords } from "./wording.js";

/** Show what is known of the brief and where its file is, and say its language to a reader. */
export function showAbout(brief) {
  byId("text").lang = brief.language ?? "";
  const words = [aboutInWords(brief), brief.description].filter(Boolean);
  const parts = words.map((each) => element("p", { dir: "auto" }, each));
  if (brief.original?.served) {
    const href = `v1/documents/${encodeURIComponent(brief.id)}/original`;
    parts.push(element("p", {}, element("a", { href, download: "" }, "Original file")));
  }
  byId("about").replaceChildren(...parts);
}
