import { expect, test } from 'vitest';
import { until } from '../../harness/gateway-harness.ts';
import type { RawClient } from '../../harness/raw-client.ts';
import { leaveMessage, tellCall } from '../live/news-stories.ts';
import { describeFleet, FleetHarness, type Instance, metric } from './fleet-harness.ts';

const missedCalls = `subscription ($after: String) {
  missedCalls(after: $after) { callId endedAt leftVoicemail cursor gap { reason } }
}`;
const voicemailMessages = `subscription ($after: String) {
  voicemailMessages(after: $after) { callId timestamp lengthMs cursor gap { reason } }
}`;

interface News {
  readonly callId: string;
  readonly cursor: string;
  readonly gap: unknown;
}

/** A client that follows missed calls and voicemail. */
class Listener {
  readonly #client: RawClient;
  readonly #waiting: Readonly<Record<string, News[]>> = { missedCalls: [], voicemailMessages: [] };
  /** Of the last ping. */
  ping = '';

  constructor(client: RawClient, after: string | null) {
    this.#client = client;
    client.subscribe('1', missedCalls, { variables: { after } });
    client.subscribe('2', voicemailMessages, { variables: { after } });
  }

  async next(field: 'missedCalls' | 'voicemailMessages'): Promise<News> {
    for (;;) {
      const news = this.#waiting[field]?.shift();
      if (news !== undefined) return news;
      await this.#read();
    }
  }

  async nextPing(): Promise<string> {
    this.ping = '';
    while (this.ping === '') await this.#read();
    return this.ping;
  }

  async #read(): Promise<void> {
    const { type, payload } = await this.#client.next();
    if (type === 'ping') {
      this.ping = (payload as { readonly cursor?: string } | undefined)?.cursor ?? '';
      this.#client.send({ type: 'pong' });
    } else if (type !== 'next') throw new Error(JSON.stringify([type, payload]));
    else {
      const { data, errors } = payload as { readonly data?: Record<string, News> | null; readonly errors?: unknown };
      if (data == null) throw new Error(JSON.stringify(errors));
      for (const [field, news] of Object.entries(data)) this.#waiting[field]?.push(news);
    }
  }
}

async function untilLive(instance: Instance, subscribers: number): Promise<void> {
  await until(async () => {
    expect(await metric(instance, 'subscribers')).toBe(subscribers);
    expect(await metric(instance, 'live_topics')).toBe(await metric(instance, 'topics'));
  });
}

describeFleet('news in a fleet', () => {
  test('missed calls and messages are found out once, and resume everywhere by any cursor', async () => {
    await using fleet = await FleetHarness.start();
    const settings = { KEEP_ALIVE_MS: '1000' };
    const [a, b] = [await fleet.instance(settings), await fleet.instance(settings)];
    const [ann] = fleet.kazoo.directory.account('demo').users;
    const site = { kazoo: fleet.kazoo, accountId: () => fleet.identity.accountId };
    const ring = (name: string): void => tellCall(site, name, [{ ownerId: ann?.id ?? '' }]);
    const client = await fleet.client(a, fleet.kazoo.issueToken(fleet.identity));
    const listener = new Listener(client, null);
    // The owner reads messages with the token of a client of its own.
    const staying = new Listener(await fleet.client(a, fleet.kazoo.issueToken(fleet.identity)), null);
    await untilLive(a, 4);

    ring('first');
    leaveMessage(site, `202603-${'a'.repeat(32)}`, 'left');
    expect(await listener.next('missedCalls')).toMatchObject({
      callId: 'first-caller',
      leftVoicemail: false,
      gap: null,
    });
    expect(await listener.next('voicemailMessages')).toMatchObject({
      callId: 'left-caller',
      lengthMs: 4_200,
      gap: null,
    });
    const cursor = await listener.nextPing();
    ring('second');
    expect(await listener.next('missedCalls')).toMatchObject({
      callId: 'second-caller',
      endedAt: expect.stringMatching(/Z$/),
    });
    await client[Symbol.asyncDispose]();

    const moved = new Listener(await fleet.client(b, fleet.kazoo.issueToken(fleet.identity)), cursor);
    expect(await moved.next('missedCalls')).toMatchObject({ callId: 'second-caller', gap: null });
    await untilLive(b, 2);
    ring('third');
    leaveMessage(site, `202603-${'b'.repeat(32)}`, 'again');

    expect(await moved.next('missedCalls')).toMatchObject({ callId: 'third-caller', gap: null });
    expect(await moved.next('voicemailMessages')).toMatchObject({ callId: 'again-caller', gap: null });
    for (const name of ['first', 'second', 'third'])
      expect(await staying.next('missedCalls')).toMatchObject({ callId: `${name}-caller`, gap: null });
    expect(fleet.kazoo.blackhole.sockets).toHaveLength(1);
    expect(fleet.kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/vmboxes/messages'))).toHaveLength(2);
  });
});
