/** Files added by choosing or dropping them: how far they are, and what became of each. */

import { follow, send, taken } from "./changes.js";
import { byId, element } from "./dom.js";
import { Refused } from "./request.js";

const box = byId("adding");
const status = byId("job-status");
const bar = byId("job-progress");
let uploads = null; // as in GET /v1/documents: what one upload may hold; null: none is taken
let waiting = []; // files that were chosen while others are sent
let sending = false;

/** Offer to add files where the service takes them, as `uploads` of GET /v1/documents says. */
export function offerAdding(offered) {
  uploads = offered ?? null;
  box.hidden = !uploads;
}

/** `onAdded()` is awaited when documents have come or changed. */
export function connectAdding(dropOn, onAdded) {
  byId("add-files").addEventListener("click", () => byId("files").click());
  byId("files").addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = ""; // the same file may be chosen again
    add(files, [], onAdded);
  });
  // What is dropped beside the box must not take the place of the page, either.
  dropOn.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.toggle("over", Boolean(uploads));
  });
  dropOn.addEventListener("dragleave", () => box.classList.remove("over"));
  dropOn.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    if (!uploads) return;
    const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory;
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const named = items.map((item) => ({ file: item.getAsFile(), folder: isFolder(item) }));
    const folders = named.filter(({ folder }) => folder).map(({ file }) => file);
    add(
      named.filter(({ file, folder }) => file && !folder).map(({ file }) => file),
      folders.map(({ name }) => leftOut(name, "is a folder; drop the files in it")),
      onAdded,
    );
  });
}

const leftOut = (name, reason) => ({ name, outcome: "left out", reason });

async function add(files, told, onAdded) {
  if (!files.length && !told.length) return;
  if (!sending) byId("outcomes").replaceChildren();
  show(told);
  const fits = ({ size }) => size <= uploads.bytes;
  const most = `${Math.floor(uploads.bytes / 1e6)} MB`;
  show(files.filter((f) => !fits(f)).map((f) => leftOut(f.name, `is larger than ${most}`)));
  waiting.push(...files.filter(fits));
  if (sending) return;
  sending = true;
  try {
    while (waiting.length) await sendSome(nextBatch(), onAdded);
  } finally {
    sending = false;
    bar.hidden = true;
  }
}

/** So many of the files that wait as one upload may hold. */
function nextBatch() {
  const batch = [];
  let left = uploads.bytes * 0.99; // the form around the files takes some bytes, too
  while (waiting.length && batch.length < uploads.files) {
    if (batch.length && waiting[0].size > left) break;
    left -= waiting[0].size;
    batch.push(waiting.shift());
  }
  return batch;
}

async function sendSome(files, onAdded) {
  const count = files.length === 1 ? `“${files[0].name}”` : `${files.length} files`;
  let added;
  try {
    say(`Sending ${count} …`, 0);
    const sent = await send(files, (share) => (bar.value = share));
    const job = await follow(sent, (step) => say(...stepInWords(step, count)));
    show(job.files);
    if (job.problem) return say(job.problem.detail);
    added = job;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
    return show(files.map(({ name }) => leftOut(name, "was not sent, or not taken")));
  }
  try {
    say("Loading what was added …");
    await taken(added);
    await onAdded();
    say(inWords(added.files));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
  }
}

/** What a job does now, in words that stay while it does it, and how far it is. */
function stepInWords({ status: step, done, total, note }, count) {
  if (note) return [`${count}: ${note}`];
  if (step === "waiting") return [`${count}: waiting to begin …`];
  const share = total ? done / total : undefined;
  return [step === "reading" ? `Reading ${count} …` : `Taking ${count} into the index …`, share];
}

/** Say something, once, with a bar where `share` of it is done; without one it is not known. */
function say(words, share) {
  if (status.textContent !== words) status.textContent = words;
  bar.hidden = !words.endsWith("…");
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
}

function inWords(files) {
  const counted = (outcome) => files.filter((file) => file.outcome === outcome).length;
  return ["added", "updated", "unchanged", "left out"]
    .filter((outcome) => counted(outcome))
    .map((outcome) => `${counted(outcome)} ${outcome}`)
    .join(", ")
    .concat(".");
}

function show(files) {
  byId("outcomes").append(
    ...files.map(({ name, outcome, reason }) => {
      const words = outcome === "left out" ? `left out: it ${reason}` : (outcome ?? "not taken");
      const named = element("span", { class: "name", dir: "auto" }, name || "A file");
      return element("li", { class: outcome === "left out" ? "out" : "in" }, named, ` ${words}`);
    }),
  );
}
