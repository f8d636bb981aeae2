import { expect, test } from 'vitest';
import { writeDated } from '../../../src/fleet/entries/dated-json.ts';
import { type Answer, SharedAnswers } from '../../../src/live/polls/shared-answers.ts';
import { type Row, row } from '../harness/live-rows-double.ts';

/** An engine that says whose turn it is when the test says so, and what another instance tells. */
function sharedAnswers() {
  let sayTurn = (_waitMs: number): void => undefined;
  let hear = (_text: string | undefined): void => undefined;
  const offered: Answer<Row>[] = [];
  const answers = new SharedAnswers<Row>({
    open(heard) {
      hear = heard;
      return {
        isShared: true,
        takeTurn: () =>
          new Promise((resolve) => {
            sayTurn = resolve;
          }),
        tell: () => true,
        close: () => undefined,
      };
    },
    onAnswer: (answer) => offered.push(answer),
  });
  return {
    answers,
    offered,
    sayTurn: (waitMs: number) => sayTurn(waitMs),
    tell: (answer: Answer<Row>) => hear(writeDated(answer)),
  };
}

const told: Answer<Row> = { listed: [row('a')], takenAt: new Date(1_000), cursor: 'c', tookMs: 5 };
const neverAsked = (): Promise<never> => Promise.reject(new Error('It was not its turn.'));

test('an answer that is told before the engine has said whose turn it is, is the one that was waited for', async () => {
  const { answers, offered, sayTurn, tell } = sharedAnswers();
  let isTold = false;
  const onTold = (): void => {
    isTold = true;
  };

  const got = answers.get(450, neverAsked, onTold, new AbortController().signal);
  tell(told);
  sayTurn(60_000);

  await expect(got).resolves.toEqual(told);
  expect(isTold).toBe(true);
  expect(offered).toEqual([]);
});

test('an answer that is told while nobody waits is offered, also after somebody did', async () => {
  const { answers, offered, sayTurn, tell } = sharedAnswers();
  const got = answers.get(450, async () => told, neverAsked, new AbortController().signal);
  sayTurn(0);
  await got;

  tell(told);

  expect(offered).toEqual([told]);
});

test('who leaves while it waits for the answer of another instance waits no longer', async () => {
  const { answers, sayTurn } = sharedAnswers();
  const leaving = new AbortController();
  const got = answers.get(450, neverAsked, neverAsked, leaving.signal);
  sayTurn(60_000);

  leaving.abort(new Error('Nobody wants it.'));

  await expect(got).rejects.toThrow('Nobody wants it.');
});
