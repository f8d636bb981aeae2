import { expect, test } from 'vitest';
import { kindsOf } from './problem-kinds.ts';

test('problems are of one kind whichever clients and numbers they name, and counted', () => {
  const problems = [
    'a gateway logged {"level":50}',
    'client 7: #12 came twice',
    'client 7: #13 came twice',
    'client 8: #12 came twice',
    'client 9: #4, #5, #7 are missing without a notice before #8',
    'client 10: #4 are missing without a notice before #8',
    'client 9: #4 are missing outside the gap 2026-03-01T12:00:00.000Z to 2026-03-01T12:00:01.000Z before #8',
    'client 1: got false gap notices [{"from":"2026-03-01T12:00:00.000Z"}]',
    'it took 14.2 s until all were at others',
  ];

  const kinds = kindsOf(problems).map(({ first: _, ...kind }) => kind);

  expect(kinds).toEqual([
    { words: '… came twice', problems: 3, clients: 2, events: 3 },
    { words: '… are missing without a notice before …', problems: 2, clients: 2, events: 4 },
    { words: 'a gateway logged …', problems: 1, clients: 0, events: 0 },
    { words: '… are missing outside the gap … to … before …', problems: 1, clients: 1, events: 1 },
    { words: 'got false gap notices …', problems: 1, clients: 1, events: 0 },
    { words: 'it took … s until all were at others', problems: 1, clients: 0, events: 0 },
  ]);
});
