import { expect, test, vi } from 'vitest';
import { OperatorToken } from '../../src/operator/operator-token.ts';

const right = 'Bearer right-token-0123456789';

test('the token is admitted however the scheme is written, and nothing else is', () => {
  const token = new OperatorToken('right-token-0123456789');

  for (const header of [right, right.replace('Bearer', 'bearer'), right.replace(' ', '  ')])
    expect(token.admit(header, 'a').outcome).toBe('admitted');
  for (const header of [undefined, '', 'Bearer', 'right-token-0123456789', `${right}0`, right.slice(0, -1)])
    expect(token.admit(header, 'b').outcome).toBe('refused');
});

test('an address pauses after ten wrong tokens, then twice as long, while others go on', () => {
  vi.useFakeTimers();
  const token = new OperatorToken('right-token-0123456789');
  const guess = () => token.admit('Bearer wrong', 'a');

  for (let wrong = 0; wrong < 10; wrong += 1) expect(guess().outcome).toBe('refused');
  expect(guess()).toEqual({ outcome: 'paused', seconds: 5 });
  expect(token.admit(right, 'b').outcome).toBe('admitted');
  vi.advanceTimersByTime(5_000);
  expect(guess().outcome).toBe('refused');

  expect(guess()).toEqual({ outcome: 'paused', seconds: 10 });
  vi.useRealTimers();
});

test('a guesser locks out nobody of the same address, and has five tokens a second compared, right ones too', () => {
  vi.useFakeTimers();
  const token = new OperatorToken('right-token-0123456789');
  const guess = () => token.admit('Bearer wrong', 'a').outcome;
  for (let wrong = 0; wrong < 10; wrong += 1) guess();

  expect(token.admit(right, 'a').outcome).toBe('admitted');
  for (let second = 1; second <= 3; second += 1) {
    vi.advanceTimersByTime(1_000);
    expect([guess(), guess(), guess(), guess()]).toEqual(Array(4).fill('paused'));
    expect(token.admit(right, 'a').outcome).toBe('admitted');
    expect(guess()).toBe('paused');
    expect(token.admit(right, 'a').outcome).toBe('paused');
  }
  // What is refused in a pause makes it no longer.
  vi.advanceTimersByTime(2_000);
  expect(guess()).toBe('refused');
  vi.useRealTimers();
});

test('who sends no token guesses nothing', () => {
  const token = new OperatorToken('right-token-0123456789');

  for (let times = 0; times < 20; times += 1) token.admit(undefined, 'a');

  expect(token.admit(right, 'a').outcome).toBe('admitted');
});
