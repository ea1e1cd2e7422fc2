/** Server-sent events of a response: blocks of lines, separated by a blank one. */

const GRACE = 1000; // milliseconds until the connection of a body that is not read is ended

/**
 * The events of a body, `{event, data}` with data as text; one that is not whole is left out.
 * Each read passes through `reached`, which may turn its errors into others.
 */
export async function* readEvents(body, reached = (promise) => promise) {
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
    leave(reader);
  }
}

/** Let a body that nobody reads any more end by itself, or else end its connection. */
async function leave(reader) {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), GRACE);
  try {
    while (!(await reader.read()).done);
  } catch {
    // It is broken or was stopped, and so at its end.
  }
  clearTimeout(timer);
}

function readEvent(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: data.join("\n") } : null;
}
