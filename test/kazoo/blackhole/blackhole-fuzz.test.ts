import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { connected } from '../harness/listened-connection.ts';

const json = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('success', 'error', 'g1', 'g2', '', 'call.*.*', {}, [], { errors: [1, null, {}] }, { errors: 'x' }),
);
const frame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record(
        {
          action: fc.constantFrom('event', 'reply', 'x', null),
          request_id: json,
          status: json,
          data: json,
          name: json,
          routing_key: json,
          subscribed_key: json,
        },
        { requiredKeys: ['action'] },
      )
      .map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`${'['.repeat(40_000)}`, `{"action":"event","data":${'{"a":'.repeat(9_000)}`),
  },
);

test('whatever Kazoo says, a connection goes on to hear events and to get its commands answered', async () => {
  await using harness = await connected({ replyTimeoutMs: 60_000 });
  const { socket, listened, connection } = harness;
  let asked = 0;
  socket.on('message', (data) => {
    const { request_id: requestId, data: wanted } = JSON.parse(String(data));
    if (wanted.binding.startsWith('sure'))
      socket.send(JSON.stringify({ action: 'reply', request_id: requestId, status: 'success', data: {} }));
  });

  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), async (frames) => {
      for (const each of frames) socket.send(each);
      asked += 1;
      const marker = `m${asked}`;
      socket.send(
        JSON.stringify({ action: 'event', subscribed_key: 'k', name: 'n', routing_key: 'a.b', data: { marker } }),
      );
      for (;;) {
        const happening = await listened.next();
        expect(['event', 'stray', 'overflow']).toContain(happening.kind);
        if (JSON.stringify(happening).includes(`"marker":"${marker}"`)) return;
      }
    }),
    { numRuns: fuzzRuns(300) },
  );

  await connection.command({ action: 'subscribe', accountId: 'a', binding: 'sure.*', token: 't' });
});
