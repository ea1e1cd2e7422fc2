/** `Map.groupBy`, which browsers older than 2024 lack. */
export function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** `[{part, sentences}]`: the sentences that stand together for one part of the question. */
export function byPart(sentences) {
  const blocks = [];
  for (const sentence of sentences) {
    const part = sentence.part ?? "";
    if (blocks.at(-1)?.part === part) blocks.at(-1).sentences.push(sentence);
    else blocks.push({ part, sentences: [sentence] });
  }
  return blocks;
}
