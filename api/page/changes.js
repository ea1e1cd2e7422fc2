/** Changes of the documents: files sent, a document removed, and what the service says of the job. */

import { getJson, Refused } from "./request.js";

const LOOK_EVERY = 400; // milliseconds between two looks at a job
const MOST_LOOKS = 40; // at the list, until it shows what a job made
const MOST_RETRIES = 10; // where as many changes wait as may
const quietly = { onWait: () => {} };

const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Send files; `onSent(share)` is told how much has left. Returns the job. */
export function send(files, onSent) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return accepted(() => request("POST", "v1/documents", form, onSent));
}

/** Have a document removed. Returns the job. */
export const remove = (id) =>
  accepted(() => request("DELETE", `v1/documents/${encodeURIComponent(id)}`));

/** Follow a job to its end, `onStep(job)` at each look; returns it as it ended. */
export async function follow(job, onStep) {
  while (job.status !== "done" && job.status !== "failed") {
    onStep(job);
    await rest(LOOK_EVERY);
    job = await getJson(`v1/jobs/${job.id}`, quietly);
  }
  return job;
}

/** Wait until the service answers from what a job made. */
export async function taken(job) {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { generation } = await getJson("v1/documents?count=1", quietly);
    if (!job.generation || generation === job.generation) return;
    await rest(LOOK_EVERY);
  }
}

async function accepted(ask) {
  for (let retries = 0; ; retries += 1) {
    const { status, wait, body } = await ask();
    if (status === 202) return body;
    if (status !== 503 || wait === null || retries === MOST_RETRIES) throw new Refused(body, status);
    await rest(Number(wait) * 1000);
  }
}

/** One request, by XMLHttpRequest: fetch does not say how much has left. */
function request(method, address, body = null, onSent = () => {}) {
  return new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    sent.open(method, address);
    sent.upload.addEventListener("progress", ({ loaded, total }) => onSent(loaded / total));
    sent.addEventListener("load", () => {
      const wait = sent.getResponseHeader("Retry-After");
      resolve({ status: sent.status, wait, body: parsed(sent.responseText) });
    });
    const broken = "The connection ended before all was sent. Send it again.";
    sent.addEventListener("error", () => reject(new Refused({ detail: broken })));
    sent.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
