import { expect, test, vi } from 'vitest';
import { UnfinishedMessages } from '../../src/limits/connections/unfinished-messages.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock();

function setUp() {
  const limited: string[] = [];
  const messages = new UnfinishedMessages({
    maxBytesPerIp: 1_000,
    timeoutMs: 30_000,
    onLimited: (limit) => limited.push(limit),
  });
  const givenUp: string[] = [];
  const connection = (name: string) => ({ giveUp: () => void givenUp.push(name) });
  return { messages, limited, givenUp, connection };
}

test('what one client leaves unfinished is bounded over its connections, oldest first', () => {
  const { messages, limited, givenUp, connection } = setUp();
  const [a, b, c, stranger] = ['a', 'b', 'c', 'stranger'].map(connection);
  if (a === undefined || b === undefined || c === undefined || stranger === undefined) throw new Error('four');
  messages.hold('client', a, 400);
  messages.hold('client', b, 600);
  messages.hold('other', stranger, 1_000);
  expect(givenUp).toEqual([]);

  messages.hold('client', c, 1);
  expect(givenUp).toEqual(['a']);
  messages.hold('client', c, 400);
  messages.release('client', b);
  messages.hold('client', b, 600);
  expect(givenUp).toEqual(['a']);
  messages.hold('client', b, 601);

  expect(givenUp).toEqual(['a', 'c']);
  expect(limited).toEqual(['max_unfinished_bytes_per_ip', 'max_unfinished_bytes_per_ip']);
  messages.close();
});

test('a message has its time from its first bytes on, whatever follows, and the next one has its own', () => {
  const { messages, limited, givenUp, connection } = setUp();
  const [slow, steady] = [connection('slow'), connection('steady')];
  messages.hold('client', slow, 1);
  messages.hold('client', steady, 1);
  vi.advanceTimersByTime(20_000);
  messages.hold('client', slow, 2);
  messages.release('client', steady);
  messages.hold('client', steady, 1);

  vi.advanceTimersByTime(11_000);

  expect(givenUp).toEqual(['slow']);
  expect(limited).toEqual(['request_timeout_ms']);
  messages.release('client', steady);
  vi.advanceTimersByTime(60_000);
  expect(givenUp).toEqual(['slow']);
  messages.close();
});

test('of thousands whose time is over together each check ends what a slice of time suffices for', () => {
  const { messages, givenUp } = setUp();
  const slow = Array.from({ length: 3 }, (_, index) => ({
    giveUp: () => {
      givenUp.push(`${index}`);
      now += 11;
    },
  }));
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  for (const connection of slow) messages.hold('client', connection, 1);
  now = 30_001;

  vi.advanceTimersByTime(1_000);
  expect(givenUp).toEqual(['0']);
  vi.advanceTimersByTime(2_000);

  expect(givenUp).toEqual(['0', '1', '2']);
  messages.close();
  clock.mockRestore();
});
