import { expect, test } from 'vitest';
import { ReplyGate } from '../../../src/simulator/blackhole/reply-gate.ts';

function setUp() {
  let delayMs = 0;
  const timers: (() => void)[] = [];
  const gate = new ReplyGate(
    (_delayMs, action) => {
      timers.push(action);
      return () => timers.splice(timers.indexOf(action), 1);
    },
    () => delayMs,
  );
  const sent: string[] = [];
  const pass = (reply: string, delay = 0) => {
    delayMs = delay;
    gate.pass(() => sent.push(reply));
  };
  return { gate, pass, sent, fire: () => timers.shift()?.() };
}

test('no reply overtakes an earlier one that is late, as on a real socket', () => {
  const { pass, sent, fire } = setUp();

  pass('late', 25);
  pass('at once');
  expect(sent).toEqual([]);
  fire();

  expect(sent).toEqual(['late', 'at once']);
});

test('replies that are held leave in order, and what is discarded never', () => {
  const { gate, pass, sent } = setUp();
  const release = gate.hold();
  pass('one');
  pass('two');
  release();

  pass('never', 25);
  gate.discard();
  pass('three');

  expect(sent).toEqual(['one', 'two', 'three']);
});
