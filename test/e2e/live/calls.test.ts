import { describe, expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';
import { type CallLegs, type CallsData, callLegs, calls, follow, following, listRequests } from './call-legs.ts';

const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];

describe.each(versions)('on %s calls', (version) => {
  test('begin with what is up, and tell how a call goes on', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const { kazoo } = harness;
    kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up', interactionId: 'before' });
    const reader = harness.subscribe<CallsData>(harness.clientOf('demo'), calls);
    const a = callLegs(harness, 'demo', 'i1');

    const first = await reader.next();
    a.inbound('CHANNEL_CREATE');
    const ringing = await following(reader, ({ calls: [call] }) => call?.id === 'i1');
    a.outbound('CHANNEL_CREATE');
    a.outbound('CHANNEL_ANSWER');
    a.inbound('CHANNEL_ANSWER');
    a.bridge();
    const answered = await following(reader, ({ calls: [call] }) => call?.state === 'ANSWERED');
    a.outbound('CHANNEL_DESTROY');
    a.inbound('CHANNEL_DESTROY');
    const over = await following(reader, ({ removed }) => removed.length > 0);

    expect(first.data?.calls).toMatchObject({
      kind: 'SNAPSHOT',
      calls: [{ id: 'before', legs: [{ callId: 'up' }] }],
      removed: [],
      gap: null,
    });
    expect(ringing).toMatchObject({ kind: 'CHANGES', calls: [{ state: 'RINGING', from: { number: '1001' } }] });
    expect(answered.calls).toMatchObject([{ id: 'i1', to: { number: '1002' }, legs: [{}, {}] }]);
    expect(over.removed).toEqual([{ id: 'i1', reason: 'ENDED', hangupCause: 'NORMAL_CLEARING', wasAnswered: true }]);
  });

  test('can be had once', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const accountId = harness.accountId('demo');
    harness.kazoo.live.addChannel({ accountId, callId: 'up', interactionId: 'before' });

    const { body } = await harness.post(
      { query: '{ calls { cursor takenAt nodes { id accountId legs { id callId } } } }' },
      { 'X-Auth-Token': harness.token('demo') },
    );

    expect(body).toEqual({
      data: {
        calls: {
          cursor: expect.any(String),
          takenAt: expect.stringMatching(/Z$/),
          nodes: [{ id: 'before', accountId, legs: [{ id: 'leg/up', callId: 'up' }] }],
        },
      },
    });
  });

  test('come anew after a gap, and what ended in it goes', async () => {
    await using harness = await startHarness({ kazoo: { version }, settings: { REPAIR_INTERVAL_MS: '300' } });
    const accountId = harness.accountId('demo');
    for (const callId of ['a', 'b', 'c'])
      harness.kazoo.live.addChannel({ accountId, callId, interactionId: `of-${callId}` });
    const reader = await follow(harness);

    harness.kazoo.live.channels.delete('b');
    harness.kazoo.blackhole.dropSockets();
    const anew = await following(reader, ({ kind }) => kind === 'SNAPSHOT');
    const isListed = anew.calls.some(({ id }) => id === 'of-b');
    const { removed } = isListed ? await following(reader, () => true) : { removed: [] };

    expect(anew.gap).toEqual({ reason: 'UPSTREAM_DISCONNECTED', certain: true, accountIds: [accountId] });
    expect(anew.calls.map(({ id }) => id)).toEqual(expect.arrayContaining(['of-a', 'of-c']));
    expect(removed).toMatchObject(isListed ? [{ id: 'of-b', reason: 'VANISHED' }] : []);
  });
});

describe('calls', () => {
  test('are answered within a gap with what may be missing in them, as are boards and people', async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
    const query = '{ calls { gap { accountIds } } accountBoard { gap { reason } } people { gap { reason certain } } }';
    const ask = async () => (await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') })).body;
    // With somebody's token the socket comes back.
    harness.subscribe(harness.clientOf('demo'), 'subscription { callEvents { id } }');
    await harness.untilSubscribers(1);
    const before = await ask();

    const release = harness.kazoo.crossbar.faults.hold({ path: /\/channels$/ });
    harness.kazoo.blackhole.dropSockets();
    const within = { reason: 'UPSTREAM_DISCONNECTED' };
    await until(async () =>
      expect(await ask()).toEqual({
        data: {
          calls: { gap: { accountIds: [harness.accountId('demo')] } },
          accountBoard: { gap: within },
          people: { gap: { ...within, certain: true } },
        },
      }),
    );
    release();

    const none = { data: { calls: { gap: null }, accountBoard: { gap: null }, people: { gap: null } } };
    expect(before).toEqual(none);
    await until(async () => expect(await ask()).toEqual(none));
  });

  test('are read once for all who show them, whose later joiners get them from memory', async () => {
    await using harness = await startHarness();
    harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up', interactionId: 'i' });

    const readers = await Promise.all(Array.from({ length: 20 }, () => follow(harness)));
    const again = await follow(harness, 'demo', { throttleMs: 1_000 });
    callLegs(harness, 'demo', 'i2').inbound('CHANNEL_CREATE');
    for (const reader of [...readers, again]) await following(reader, ({ calls: [call] }) => call?.id === 'i2');

    expect(listRequests(harness)).toBe(1);
    expect(harness.kazoo.subscribeRequests).toHaveLength(1);
    expect([harness.gateway.gauges.liveTables(), harness.gateway.gauges.liveRows()]).toEqual([1, 2]);
    expect(harness.gateway.gauges.operationGroups()).toBe(2);
  });

  test('are executed and serialized once for a thousand who join while no call changes', async () => {
    await using harness = await startHarness();
    const accountId = harness.accountId('demo');
    for (let call = 0; call < 200; call += 1)
      harness.kazoo.live.addChannel({ accountId, callId: `leg-${call}`, interactionId: `call-${call}` });
    // So little of each that what all get fits into the buffer of one connection.
    const ids = 'subscription { calls { calls { id } } }';
    const client = harness.clientOf('demo');
    await harness.subscribe(client, ids).next();
    const before = await metric(harness, 'event_executions_total');

    const clients = [client, ...Array.from({ length: 9 }, () => harness.clientOf('demo'))];
    const readers = Array.from({ length: 1_000 }, (_, index) =>
      harness.subscribe<CallsData>(clients[index % clients.length] ?? client, ids),
    );
    for (const reader of readers) expect((await reader.next()).data?.calls.calls).toHaveLength(200);

    expect(await metric(harness, 'event_executions_total')).toBe(before + 1);
  });

  test('that do not match a filter are not shown, and go when they no longer match', async () => {
    await using harness = await startHarness();
    const reader = await follow(harness, 'demo', { filter: { states: ['RINGING'], numbers: ['1001'] } });
    const shown = callLegs(harness, 'demo', 'shown');
    const hidden = callLegs(harness, 'demo', 'hidden', { caller_id_number: '7' });

    hidden.inbound('CHANNEL_CREATE');
    shown.inbound('CHANNEL_CREATE');
    const came = await following(reader, () => true);
    answer(shown);
    const left = await following(reader, ({ removed }) => removed.length > 0);

    expect(came.calls.map(({ id }) => id)).toEqual(['shown']);
    expect(left).toMatchObject({
      calls: [],
      removed: [{ id: 'shown', reason: 'NO_LONGER_MATCHES', hangupCause: null }],
    });
  });

  test('change no more often than a client wants to know', async () => {
    await using harness = await startHarness();
    const reader = await follow(harness, 'demo', { throttleMs: 100 });
    const legs = callLegs(harness, 'demo', 'i1');

    legs.inbound('CHANNEL_CREATE');
    await following(reader, () => true);
    legs.outbound('CHANNEL_CREATE');
    answer(legs);
    const next = await following(reader, () => true);

    expect(next.calls).toMatchObject([{ id: 'i1', state: 'ANSWERED', legs: [{}, {}] }]);
  });

  test.each([
    [{ throttleMs: 5 }, 'BAD_USER_INPUT'],
    [{ filter: { states: [] } }, 'BAD_USER_INPUT'],
    [{ accountId: '*' }, 'BAD_USER_INPUT'],
  ])('with %j are refused', async (variables, code) => {
    await using harness = await startHarness();
    const reader = harness.subscribe(harness.clientOf('demo'), calls, variables);

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code } }]);
    expect(harness.kazoo.subscribeRequests).toEqual([]);
  });

  test('end when the account has more than the operator allows', async () => {
    await using harness = await startHarness({ settings: { MAX_LIVE_ROWS: '1' } });
    const reader = await follow(harness);

    callLegs(harness, 'demo', 'i1').inbound('CHANNEL_CREATE');
    await following(reader, () => true);
    callLegs(harness, 'demo', 'i2').inbound('CHANNEL_CREATE');

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    const { body } = await harness.post(
      { query: '{ viewer { accountId } }' },
      { 'X-Auth-Token': harness.token('demo') },
    );
    expect(body).toMatchObject({ data: { viewer: {} } });
  });

  test('come over SSE, whatever id the client has seen last', async () => {
    await using harness = await startHarness();
    harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up', interactionId: 'i' });

    const stream = await harness.sse(
      { query: 'subscription { calls { kind calls { id } } }' },
      { 'X-Auth-Token': harness.token('demo'), 'Last-Event-ID': 'anything' },
    );

    expect(await stream.next()).toMatchObject({
      data: { data: { calls: { kind: 'SNAPSHOT', calls: [{ id: 'i' }] } } },
    });
  });

  test('that are parked already are shown in their slots, where Kazoo lists those', async () => {
    await using harness = await startHarness();
    const [accountId, otherId] = [harness.accountId('demo'), harness.accountId('other')];
    for (const id of [accountId, otherId]) {
      harness.kazoo.live.addChannel({ accountId: id, callId: `up-${id}`, interactionId: id });
      const caller = { callerName: 'Ann', callerNumber: '1001' };
      harness.kazoo.live.park(id, { slot: '*07', callId: `up-${id}`, parkerCallId: 'gone', ...caller });
    }
    harness.kazoo.crossbar.faults.failWith(404, { path: new RegExp(`${otherId}/parked_calls$`) });

    const parked = await harness.subscribe<CallsData>(harness.clientOf('demo'), calls).next();
    const unlisted = await harness.subscribe<CallsData>(harness.clientOf('other'), calls).next();

    expect(parked.data?.calls.calls).toMatchObject([{ id: accountId, state: 'PARKED' }]);
    expect(unlisted.data?.calls.calls).toMatchObject([{ id: otherId, state: 'ANSWERED' }]);
  });

  test('are asked for again while Kazoo fails, for those who wait for them', async () => {
    await using harness = await startHarness();
    const undo = harness.kazoo.crossbar.faults.failWith(503, { path: /\/channels$/, count: 2 });

    await follow(harness);

    undo();
    expect(listRequests(harness)).toBe(3);
  });
});

function answer(legs: CallLegs): void {
  legs.outbound('CHANNEL_ANSWER');
  legs.inbound('CHANNEL_ANSWER');
  legs.bridge();
}
