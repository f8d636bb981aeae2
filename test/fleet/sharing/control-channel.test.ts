import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ControlChannel } from '../../../src/fleet/sharing/control-channel.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A channel, and what it sent and heard. */
function setUp(broadcast: (text: string) => Promise<void> = async () => undefined) {
  const sent: string[] = [];
  const heard: string[] = [];
  const channel = new ControlChannel({
    instanceId: 'own',
    broadcast(text) {
      sent.push(text);
      return broadcast(text);
    },
  });
  channel.on('news', (text) => heard.push(text));
  return { channel, sent, heard };
}

test('what is told of a kind is heard by who listens to that kind, at all other instances', () => {
  const { channel, sent, heard } = setUp();

  channel.tell('news', 'two words');
  channel.receive('own', 'news two words');
  channel.receive('other', 'news two words');
  channel.receive('other', 'later-kind something');
  channel.receive('other', 'nonsense');

  expect(sent).toEqual(['news two words']);
  expect(heard).toEqual(['two words']);
});

test('an engine that is away loses what is told', async () => {
  const { channel } = setUp(async () => {
    throw new Error('The engine of the fleet is away.');
  });

  channel.tell('news', 'lost');

  await expect(vi.advanceTimersByTimeAsync(1)).resolves.toBeDefined();
});

test('neither what is too long nor what is too much in a second is told or heard', async () => {
  const { channel, sent, heard } = setUp();
  const long = 'x'.repeat(16_384);

  channel.tell('news', long);
  channel.receive('other', `news ${long}`);
  expect([sent, heard]).toEqual([[], []]);

  for (let count = 0; count < 6_000; count += 1) {
    channel.tell('news', 'flood');
    channel.receive('other', 'news flood');
  }
  expect([sent.length, heard.length]).toEqual([1_000, 5_000]);
  await vi.advanceTimersByTimeAsync(1_000);
  channel.tell('news', 'again');
  channel.receive('other', 'news again');
  expect([sent.at(-1), heard.at(-1)]).toEqual(['news again', 'again']);
});
