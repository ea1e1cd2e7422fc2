/**
 * Requests that wait: where the server is gone or busy they are sent again, until they get
 * through or are stopped. Nothing that was asked is lost.
 */

const PAUSES = [1, 2, 4, 8, 15]; // seconds between attempts while the server is gone
const LONGEST_PAUSE = 60;

/** The server is gone or busy; `seconds` says when to try again, where it told. */
class Unavailable extends Error {
  constructor(reason, seconds) {
    super(reason);
    this.reason = reason;
    this.seconds = seconds;
  }
}

/** What the server refused, in its own words; `errors` name fields and bounds. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.errors = problem.errors ?? [];
  }
}

/**
 * GET a resource as JSON.
 * `onWait({reason: "gone" | "busy", seconds, retry})` is told of each pause; `retry` ends it.
 */
export function getJson(url, { signal, onWait }) {
  return patiently(async () => (await send(url, { signal })).json(), { signal, onWait });
}

/** POST JSON and read the events that come back, `{event, data}`, up to the one named "done". */
export function postForEvents(url, body, { signal, onWait, onEvent }) {
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  };
  return patiently(async () => {
    const response = await send(url, init);
    for await (const event of readEvents(response.body)) {
      onEvent(event);
      if (event.event === "done") return;
    }
    throw new Unavailable("gone"); // the connection ended before the answer did
  }, { signal, onWait });
}

async function patiently(attempt, { signal, onWait }) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unavailable) || signal?.aborted) throw error;
      const seconds = error.seconds ?? PAUSES[Math.min(failures, PAUSES.length - 1)];
      await pause(seconds, signal, (retry) => onWait({ reason: error.reason, seconds, retry }));
    }
  }
}

async function send(url, init) {
  const response = await reached(fetch(url, init));
  if (response.status === 503) {
    const told = Number(response.headers.get("Retry-After"));
    throw new Unavailable("busy", Math.min(Math.max(told || 1, 1), LONGEST_PAUSE));
  }
  if (!response.ok) throw new Refused(await problem(response));
  return response;
}

async function problem(response) {
  try {
    return await response.json();
  } catch {
    return { detail: `The server answered ${response.status}.` };
  }
}

/** The promise, with a broken connection told apart from a mistake in this code. */
async function reached(promise) {
  try {
    return await promise;
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unavailable("gone");
  }
}

/** Server-sent events of a body: blocks of lines, separated by a blank one. */
export async function* readEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  try {
    for (;;) {
      const { value, done } = await reached(reader.read());
      if (done) return;
      const blocks = (pending + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      pending = blocks.pop();
      for (const block of blocks) {
        const event = readEvent(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // whoever wants no more events wants no connection either
  }
}

function readEvent(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null;
}

function pause(seconds, signal, tell) {
  return new Promise((resolve, reject) => {
    const end = (settle) => {
      clearTimeout(timer);
      removeEventListener("online", retry);
      signal?.removeEventListener("abort", stop);
      settle();
    };
    const retry = () => end(resolve);
    const stop = () => end(() => reject(signal.reason));
    const timer = setTimeout(retry, seconds * 1000);
    addEventListener("online", retry);
    signal?.addEventListener("abort", stop);
    tell(retry);
  });
}
