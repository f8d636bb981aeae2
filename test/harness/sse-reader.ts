/** One event of an SSE response; `data` is parsed when it is JSON. */
export interface SseEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/**
 * Reads an SSE response (WHATWG HTML, "Server-sent events") event by event; comments are skipped.
 */
export class SseReader {
  readonly response: Response;
  readonly #abort: AbortController;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(response: Response, abort: AbortController) {
    if (response.body === null) throw new Error('The response has no body.');
    this.response = response;
    this.#abort = abort;
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Rejects when the response ended. */
  async next(): Promise<SseEvent> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = parse(block);
        if (event !== undefined) return event;
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) throw new Error('The stream ended.');
      this.#text += value;
    }
  }

  /** Hangs up, as a browser tab that is closed does. */
  abort(): void {
    this.#abort.abort();
  }
}

function parse(block: string): SseEvent | undefined {
  const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
  if (lines.length === 0) return undefined;
  const fields = new Map(lines.map((line): [string, string] => splitField(line)));
  const data = fields.get('data') ?? '';
  return { event: fields.get('event') ?? 'message', id: fields.get('id'), data: data === '' ? data : JSON.parse(data) };
}

function splitField(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
