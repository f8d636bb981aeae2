import type { ViewChanges } from '../../../operator/operator-view.ts';

/** Reads the messages of a stream of events until it ends; comments show only that it stands. */
export async function* eventMessages(body: ReadableStream<Uint8Array>): AsyncIterable<ViewChanges | 'alive'> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield block.startsWith('data: ') ? JSON.parse(block.slice('data: '.length)) : 'alive';
  }
}
