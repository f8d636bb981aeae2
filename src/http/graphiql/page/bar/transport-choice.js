import { element } from '../element.js';

/** @typedef {import('../streams/stream.js').Link} Link */

/** What streams are opened over from now on. Those that run stay where they are. */
export class TransportChoice {
  #links;
  #select = element(
    'select',
    { 'aria-label': 'Streams run over', title: 'What the next streams run over' },
    element('option', { value: 'webSocket', text: 'WebSocket' }),
    element('option', { value: 'sse', text: 'SSE' }),
  );

  /** @param {{ readonly webSocket: Link, readonly sse: Link }} links */
  constructor(links) {
    this.#links = links;
  }

  get element() {
    return this.#select;
  }

  get link() {
    return this.#select.value === 'sse' ? this.#links.sse : this.#links.webSocket;
  }
}
