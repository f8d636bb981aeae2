import { expect, test } from 'vitest';
import { KazooWatch } from '../../../src/http/graphiql/page/streams/kazoo-watch.js';
import { type Link, type Observer, Stream } from '../../../src/http/graphiql/page/streams/stream.js';

const callEvents = { query: 'subscription { callEvents { name } }' };

/** A link that is told what the gateway tells of Kazoo. */
class LinkDouble implements Link {
  /** The observers of the page's own subscriptions that run. */
  readonly asides = new Set<Observer>();

  open(_operation: unknown, _cursor: unknown, observer: Observer, isAside = false): () => void {
    if (isAside) this.asides.add(observer);
    else observer.live();
    return () => this.asides.delete(observer);
  }

  tell(state: string, reason: string | null = null): void {
    for (const { result } of this.asides) result({ data: { streamStatus: { state, reason, retryAt: null } } });
  }
}

function start(link: Link, watch: KazooWatch, { query } = callEvents): Stream {
  const stream = new Stream({ query }, link, watch, () => undefined);
  stream.start();
  return stream;
}

const notes = ({ log }: Stream) => log.entries.map(({ text }) => text);

test('a stream that is live tells that the gateway has lost Kazoo, and when it is back', () => {
  const link = new LinkDouble();
  const stream = start(link, new KazooWatch());

  link.tell('LIVE');
  expect(stream.state.name).toBe('live');
  link.tell('RECONNECTING', 'Kazoo refuses connections.');
  expect(stream.state).toEqual({ name: 'unheard', reason: 'Kazoo refuses connections.' });
  link.tell('LIVE');

  expect(stream.state.name).toBe('live');
  expect(notes(stream)).toEqual(['the gateway lost Kazoo', 'the gateway hears Kazoo again']);
});

test('the first connection to Kazoo is no loss', () => {
  const link = new LinkDouble();
  const stream = start(link, new KazooWatch());

  link.tell('CONNECTING');
  expect(stream.state.name).toBe('unheard');
  link.tell('LIVE');

  expect(notes(stream)).toEqual([]);
});

test('all streams of an account follow Kazoo by one subscription, which ends with the last', () => {
  const [link, watch] = [new LinkDouble(), new KazooWatch()];
  const [one, other] = [start(link, watch), start(link, watch)];
  expect(link.asides.size).toBe(1);

  one.stop();
  link.tell('RECONNECTING');
  expect(other.state.name).toBe('unheard');
  other.stop();

  expect(link.asides.size).toBe(0);
});

test('where Kazoo cannot be followed, or no event is awaited, a stream is live as before', () => {
  const [link, watch] = [new LinkDouble(), new KazooWatch()];
  const polled = start(link, watch, { query: 'subscription { registrations { kind } }' });
  expect(link.asides.size).toBe(0);

  const refused = start(link, watch);
  link.tell('RECONNECTING');
  for (const { end } of link.asides) end([{ message: 'No.' }]);

  expect([polled.state.name, refused.state.name]).toEqual(['live', 'live']);
});
