/**
 * @typedef {{ readonly event: string, readonly data: string,
 * readonly id: string | undefined }} SseEvent
 */

/**
 * The events of a response of Server-Sent Events as they come, without comments.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<SseEvent>}
 */
export async function* sseEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const blocks = (text + decoder.decode(chunk.value, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = read(block);
      if (event !== undefined) yield event;
    }
  }
}

/**
 * @param {string} block
 * @returns {SseEvent | undefined}
 */
function read(block) {
  const lines = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
  const all = (/** @type {string} */ field) => lines.flatMap((line) => (line?.[1] === field ? [line[2] ?? ''] : []));
  const data = all('data');
  const [event] = all('event');
  if (event === undefined && data.length === 0) return undefined;
  return { event: event ?? 'message', data: data.join('\n'), id: all('id')[0] };
}
