import { expect, test } from 'vitest';
import { ApiHealth } from '../../../src/kazoo/crossbar/api-health.ts';
import { createLog } from '../../../src/telemetry/log.ts';

function setUp() {
  const lines: string[] = [];
  const health = new ApiHealth(createLog('info', { write: (line) => lines.push(line) }));
  const answer = (durationMs: number, times = 1) => {
    for (let time = 0; time < times; time += 1)
      health.note({
        method: 'GET',
        route: '/accounts/{id}',
        status: 200,
        date: undefined,
        durationMs,
        problem: undefined,
      });
  };
  const fail = (problem: string) =>
    health.note({ method: 'GET', route: '/accounts/{id}', status: 0, date: undefined, durationMs: 1, problem });
  return { health, answer, fail, logged: () => lines.map((line) => JSON.parse(line)) };
}

test('a median above two seconds is slow, until one is below one second', () => {
  const { health, answer, logged } = setUp();

  answer(3_000, 4);
  expect(health.problem).toBeUndefined();
  answer(3_000);
  expect(health.problem).toBe('It takes 3000 ms to answer.');
  answer(1_500, 20);
  expect(health.problem).toBe('It takes 1500 ms to answer.');
  answer(50, 11);

  expect(health.problem).toBeUndefined();
  expect(logged()).toMatchObject([
    { msg: 'the Kazoo API answers slowly', medianMs: 3_000 },
    { msg: 'the Kazoo API answers quickly again', medianMs: 50 },
  ]);
});

test('what keeps it from answering is told until it answers', () => {
  const { health, answer, fail, logged } = setUp();

  fail('The Kazoo API cannot be reached.');
  fail('The Kazoo API did not answer in time.');
  expect(health.problem).toBe('The Kazoo API did not answer in time.');
  answer(10);

  expect(health.problem).toBeUndefined();
  expect(logged().map(({ msg }) => msg)).toEqual(['the Kazoo API does not answer', 'the Kazoo API answers again']);
});
