/**
 * Requests that wait: where the server is gone or busy they are sent again, a bounded number of
 * times. After that, and where the server refuses, they fail with words for the user.
 */

import { readEvents } from "./events.js";

const PAUSES = [1, 2, 4, 8, 15]; // seconds between attempts, unless the server asks for longer ones
const LONGEST_PAUSE = 60;
const MOST_RETRIES = 10; // without the user; docs/operation.md names it

/** The server is gone or busy; `seconds` is how long it asks to be left alone. */
class Unavailable extends Error {
  constructor(reason, message, seconds = 0) {
    super(message);
    this.reason = reason;
    this.seconds = seconds;
  }
}

/** What the server refused, in its own words where it has some: `problem` as RFC 9457 has it. */
export class Refused extends Error {
  constructor(problem, status) {
    const said = typeof problem?.detail === "string" && problem.detail;
    super(said || `The server answered ${status ?? "with an error"}.`);
    this.status = status;
  }
}

/** The server sent what this page does not understand. To ask at once again would not help. */
export class Unreadable extends Refused {
  constructor() {
    super({ detail: "The server sent something that this page cannot read." });
  }
}

/**
 * GET a resource as JSON.
 * `onWait({reason: "gone" | "busy", seconds, retry})` is told of each pause; `retry` ends it.
 */
export function getJson(url, { signal, onWait }) {
  const attempt = async () => parsed(await read(await send(url, { signal })));
  return patiently(attempt, { signal, onWait });
}

/** GET a resource until the server gives it, whatever it is; nothing of it is read. */
export function reach(url, { signal, onWait }) {
  return patiently(async () => (await send(url, { signal })).body?.cancel(), { signal, onWait });
}

/**
 * POST JSON and read the events that come back, `{event, data}`, up to the one named "done". One
 * named "error" carries a problem, and is refused as a response with that problem would be.
 */
export function postForEvents(url, body, { signal, onWait, onEvent }) {
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  };
  const attempt = async () => {
    const response = await send(url, init);
    if (!isOf(response, "text/event-stream")) throw new Unreadable();
    for await (const { event, data } of readEvents(response.body, reached)) {
      const content = parsed(data);
      if (event === "error") throw new Refused(content);
      onEvent({ event, data: content });
      if (event === "done") return;
    }
    throw new Unavailable("gone", "The connection ended before the answer did.");
  };
  return patiently(attempt, { signal, onWait });
}

async function patiently(attempt, { signal, onWait }) {
  for (let retries = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unavailable) || signal?.aborted) throw error;
      const { reason, message } = error;
      if (retries === MOST_RETRIES) {
        throw new Refused({ detail: `${message} It was asked ${retries + 1} times.` });
      }
      const seconds = Math.max(PAUSES[Math.min(retries, PAUSES.length - 1)], error.seconds);
      const byUser = await pause(seconds, signal, (retry) => onWait({ reason, seconds, retry }));
      retries = byUser ? 0 : retries + 1;
    }
  }
}

async function send(url, init) {
  const response = await reached(fetch(url, init));
  if (response.ok) return response;
  const wait = response.headers.get("Retry-After");
  const problem = isOf(response, "application/problem+json") ? await body(response) : null;
  const refused = new Refused(problem, response.status);
  // A problem that names no time to wait, such as a damaged index, does not pass by waiting.
  if (response.status !== 503 || (problem && wait === null)) throw refused;
  throw new Unavailable("busy", refused.message, Math.min(Number(wait) || 0, LONGEST_PAUSE));
}

const isOf = (response, type) => (response.headers.get("Content-Type") ?? "").startsWith(type);
const read = (response) => reached(response.text());

/** The problem that came with a refusal; null where it cannot be read. */
async function body(response) {
  try {
    return JSON.parse(await read(response));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable();
  }
}

/** The promise, with a broken connection told apart from a mistake in this code. */
async function reached(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unavailable("gone", "The server does not answer.");
  }
}

/** Wait, `tell` how to end it, and say whether the user did. */
function pause(seconds, signal, tell) {
  return new Promise((resolve, reject) => {
    const end = (settle) => {
      clearTimeout(timer);
      removeEventListener("online", retry);
      signal?.removeEventListener("abort", stop);
      settle();
    };
    const retry = () => end(() => resolve(false));
    const stop = () => end(() => reject(signal.reason));
    const timer = setTimeout(retry, seconds * 1000);
    addEventListener("online", retry);
    signal?.addEventListener("abort", stop);
    tell(() => end(() => resolve(true)));
  });
}
