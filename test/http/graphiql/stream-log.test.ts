import { expect, test } from 'vitest';
import { age } from '../../../src/http/graphiql/page/pane/clock-text.js';
import { resultBody, resultRows, resultTitle } from '../../../src/http/graphiql/page/pane/result-rows.js';
import { ResumingOperation } from '../../../src/http/graphiql/page/streams/resuming-operation.js';
import { sseEvents } from '../../../src/http/graphiql/page/streams/sse-reader.js';
import { StreamLog } from '../../../src/http/graphiql/page/streams/stream-log.js';

const event = (cursor: string) => ({ data: { callEvents: { name: 'CHANNEL_CREATE', cursorOfThisPage: cursor } } });
const callEvents = { query: 'subscription Q { callEvents { name } }', variables: { a: 1 } };

test('a log keeps the latest thousand results, and counts all of them', () => {
  const log = new StreamLog();

  for (let number = 1; number <= 1500; number += 1) log.add({ data: { number } });

  expect(log.entries.length).toBe(1000);
  expect(log.entries.at(-1)?.json).toBe('{"data":{"number":1500}}');
  expect(log.received).toBe(1500);
});

test('a log of large results keeps fewer of them, and always the latest', () => {
  const log = new StreamLog();
  const large = { data: { text: 'x'.repeat(1_500_000) } };

  for (let number = 0; number < 5; number += 1) log.add(large);
  expect(log.entries.length).toBe(2);

  log.add({ data: { text: 'x'.repeat(9_000_000) } });
  expect(log.entries.length).toBe(1);
});

test('a log that forgets says so, and nothing of what it had', () => {
  const log = new StreamLog();
  log.add({ data: { number: 1 } });
  log.gap('Events are missing here.');

  log.forget();

  expect([log.received, log.gaps, log.lastAtMs]).toEqual([0, 0, undefined]);
  expect(log.entries).toMatchObject([{ number: 3, kind: 'note', text: 'What came before the log-out is forgotten.' }]);
});

test('a gap is seen in the extensions of a result, and where it was selected', () => {
  const log = new StreamLog(() => 5);
  const gap = { from: '2026-01-01T10:00:00.000Z', to: null, reason: 'UPSTREAM_DISCONNECTED', certain: true };

  log.add({ data: { callEvents: { name: 'a' } }, extensions: { gap } });
  log.add({ data: { callEvents: { name: 'b', gap: { ...gap, certain: false } } } });
  log.add({ data: { callEvents: { name: 'c', gap: null } }, extensions: { gap: null } });

  expect(log.entries.map(({ kind }) => kind)).toEqual(['gap', 'gap', 'result']);
  expect(log.entries[0]?.text).toMatch(/^Events are missing, .*UPSTREAM_DISCONNECTED$/);
  expect(log.entries[1]?.text).toMatch(/^Events may be missing/);
  expect(log).toMatchObject({ gaps: 2, lastAtMs: 5 });
});

test('an event is one row of a table, with a column for each field', () => {
  const [row, ...others] = resultRows({ data: { missedCalls: { from: { name: 'Zoë', number: null }, legs: [1] } } });

  expect(others).toEqual([]);
  expect([...(row?.cells ?? [])]).toEqual([
    ['from.name', 'Zoë'],
    ['from.number', ''],
    ['legs', '[1]'],
  ]);
});

test('an update of a live list is a row for each that changed or went', () => {
  const update = { kind: 'CHANGES', calls: [{ id: '1' }, { id: '2' }], removed: [{ id: '3', reason: 'ENDED' }] };

  const rows = resultRows({ data: { calls: update } });

  expect(rows.map(({ what, cells }) => [what, cells.get('id')])).toEqual([
    ['CHANGES', '1'],
    ['CHANGES', '2'],
    ['removed', '3'],
  ]);
  expect(resultTitle({ data: { calls: update } })).toBe('calls CHANGES');
  expect(resultRows({ data: { calls: { kind: 'SNAPSHOT', calls: [], removed: [] } } })).toHaveLength(1);
});

test('of a result that says nothing else, the value of its only field is shown', () => {
  const event = { name: 'CHANNEL_CREATE' };

  expect(resultBody({ data: { callEvents: event } })).toBe(event);
  expect(resultBody({ data: { a: 1, b: 2 } })).toEqual({ a: 1, b: 2 });
  for (const result of [{ errors: [] }, { data: { a: 1 }, errors: [] }, { data: null }])
    expect(resultBody(result)).toBe(result);
});

test('ages are told in the unit that fits', () => {
  expect([0, 59_999, 60_000, 3_600_000].map((ms) => age(0, ms))).toEqual(['0 s', '59 s', '1 min', '1 h']);
});

test('a subscription goes on after the cursor of its last result, which is not shown', () => {
  const operation = new ResumingOperation(callEvents, undefined);
  const { payload } = operation;
  const first = JSON.stringify(payload);

  const shown = operation.read(event('event.7'));

  expect(shown).toEqual({ data: { callEvents: { name: 'CHANNEL_CREATE' } } });
  expect(JSON.parse(first).variables).toEqual({ a: 1 });
  expect(JSON.parse(JSON.stringify(payload)).variables).toEqual({ a: 1, after: 'event.7' });
});

test('where only known documents run, a subscription is sent as it was written', () => {
  const operation = new ResumingOperation(callEvents, 'event.7');
  expect(operation.payload.query).not.toBe(callEvents.query);

  operation.stayAsWritten();

  expect(operation.payload).toEqual({ ...callEvents, operationName: null });
});

test('a live list has no cursor to go on after, and is sent as it was written', () => {
  const query = 'subscription { calls { kind cursor } }';

  const operation = new ResumingOperation({ query }, 'event.7');

  expect(operation.payload).toEqual({ query, operationName: null, variables: null });
});

test('events over SSE are read whole, however they are cut', async () => {
  const text = ':\n\nevent: next\nid: event.1\ndata: {"é":1}\n\n:\n\nevent: complete\ndata:\n\n';
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });

  const events = [];
  for await (const event of sseEvents(body)) events.push(event);

  expect(events).toEqual([
    { event: 'next', data: '{"é":1}', id: 'event.1' },
    { event: 'complete', data: '', id: undefined },
  ]);
});
