import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { RawClient } from '../harness/raw-client.ts';
import { accountA, SimulatorHarness } from '../harness/simulator-harness.ts';

interface Listed {
  readonly file: string;
  readonly family: string;
  readonly from: string;
}

interface Frame {
  readonly subscribed_key: string;
  readonly name: string;
}

const folder = new URL('../../fixtures/kazoo-5/', import.meta.url);
const { files }: { files: readonly Listed[] } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'));
const events = files.filter(
  ({ from, family }) => from === 'server' && /^(call|conference|presence|stream|live)/.test(family),
);

test('the fixtures of Kazoo 5 hold events', () => {
  expect(events.length).toBeGreaterThan(5);
});

test.each(events)('$file is delivered as it was recorded', async ({ file }) => {
  await using harness = await SimulatorHarness.start('5');
  harness.kazoo.blackhole.settings.modules.add('live');
  const frame = readFrame(file);
  const client = await harness.client('a');
  await subscribe(client, 'token-a', frame.subscribed_key);

  harness.kazoo.publishFrame(accountA, frame);

  expect(JSON.parse(await client.next())).toEqual(frame);
});

test.each(events)('$file can happen in another account', async ({ file }) => {
  await using kazoo = await KazooSimulator.start({ version: '5', modules: ['stream', 'live'] });
  const demo = kazoo.directory.account('demo');
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const frame = readFrame(file);
  await subscribe(client, kazoo.issueToken({ accountId: demo.id }), frame.subscribed_key);

  kazoo.publishFrame(demo.id, frame);

  const received = await client.next();
  expect(JSON.parse(received)).toMatchObject({ subscribed_key: frame.subscribed_key, name: frame.name });
  expect(received).not.toMatch(/a0000000000000000000000000000001|acme\.sip/);
});

async function subscribe(client: RawClient, token: string, subscribedKey: string): Promise<void> {
  const isPresence = /^(dialog|mwi_updates|update)\./.test(subscribedKey);
  const binding = isPresence ? `presence.${subscribedKey}` : subscribedKey;
  const reply = await client.ask({ action: 'subscribe', auth_token: token, data: { binding } });
  expect(reply).toMatchObject({ status: 'success' });
}

function readFrame(file: string): Frame & Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
