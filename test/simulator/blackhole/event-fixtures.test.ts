import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { RawClient } from '../harness/raw-client.ts';

interface Listed {
  readonly file: string;
  readonly family: string;
  readonly from: string;
  readonly kazoo: string;
}

const folder = new URL('../../fixtures/kazoo/', import.meta.url);
const { files }: { files: readonly Listed[] } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'));
const events = files.filter(
  ({ from, family }) => from === 'server' && /^(call|conference|fax|object|presence)/.test(family),
);

// The accounts and the month of the recorded frames.
const bluefin = '0b7d5e92c4a94c7fbb1de8f60a3c2d45';
const realm = 'bluefin.sip.example.net';
const recordedAtMs = Date.UTC(2024, 2, 12, 18, 4, 5);

test('the fixtures hold events of every family', () => {
  expect(events.length).toBeGreaterThan(40);
});

test.each(events)('$file is delivered as it was recorded', async ({ file, kazoo: version }) => {
  const frame = readFrame(file);
  await using kazoo = await startIn(recordedAtMs, version);
  kazoo.directory.addAccount({ name: 'bluefin', id: bluefin, realm });
  await using client = await subscribed(kazoo, bluefin, frame.subscribed_key);

  kazoo.publishFrame(bluefin, frame);

  expect(JSON.parse(await client.next())).toEqual(frame);
});

test.each(events)('$file can be replayed in another account and month', async ({ file, kazoo: version }) => {
  const frame = readFrame(file);
  await using kazoo = await startIn(Date.UTC(2031, 0, 1), version);
  const demo = kazoo.directory.account('demo');
  await using client = await subscribed(kazoo, demo.id, frame.subscribed_key);

  kazoo.publishFrame(demo.id, frame);

  const received = await client.next();
  expect(JSON.parse(received)).toMatchObject({ subscribed_key: frame.subscribed_key, name: frame.name });
  expect(received).not.toMatch(/0b7d5e92|7d%2F5e92|bluefin\.sip|202403-|-202403/);
});

function startIn(nowMs: number, kazoo: string): Promise<KazooSimulator> {
  const version: KazooVersion = kazoo === '4.x' ? '4.3.142' : 'master';
  return KazooSimulator.start({ version, now: () => nowMs });
}

async function subscribed(kazoo: KazooSimulator, accountId: string, subscribedKey: string): Promise<RawClient> {
  const isPresence = /^(dialog|mwi_updates|update)\./.test(subscribedKey);
  const binding = isPresence ? `presence.${subscribedKey}` : subscribedKey;
  const client = await RawClient.open(kazoo.blackholeUrl);
  const auth_token = kazoo.issueToken({ accountId });
  const reply = await client.ask({ action: 'subscribe', auth_token, data: { account_id: accountId, binding } });
  expect(reply).toMatchObject({ status: 'success' });
  return client;
}

function readFrame(file: string): { readonly subscribed_key: string; readonly name: string } {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
