import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';

const events = 'subscription ($binding: String!) { events(binding: $binding) { name binding } }';
const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];
const all: readonly KazooVersion[] = versions;
const sinceMaster: readonly KazooVersion[] = ['master', '5'];

/** Every form of events.md section 4, and on which versions it is taken. */
const formsFor = (conference: string): ReadonlyArray<readonly [binding: string, takenBy: readonly KazooVersion[]]> => [
  ['call.*.*', all],
  ['call.CHANNEL_CREATE.*', all],
  ['call.*.some-call', all],
  ['call.CHANNEL_ANSWER.abc%4010%2E0%2E0%2E1', all],
  [`conference.event.${conference}.*`, all],
  [`conference.event.${conference}.some-call`, all],
  [`conference.event.${conference}.*.add-member`, all],
  [`conference.event.add-member.${conference}.*`, all],
  [`conference.event.*.${conference}.some-call`, all],
  [`conference.command.${conference}`, all],
  ['fax.status.*', all],
  ['fax.status.some-fax', all],
  ['fax.object.*', all],
  ['fax.object.doc_created', all],
  ['object.*.*', all],
  ['object.doc_edited.*', all],
  ['object.*.user', all],
  ['object.doc_created.mailbox_message', all],
  ['presence.dialog.*', sinceMaster],
  ['presence.dialog.some-call', sinceMaster],
  ['presence.mwi_updates.*', sinceMaster],
  ['presence.mwi_updates.1001', sinceMaster],
  ['presence.update.*', sinceMaster],
];

for (const version of all) {
  test(`on ${version} its bindings are subscribed, and others are refused without affecting them`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const [conference] = harness.kazoo.directory.account('demo').conferences;
    const forms = formsFor(conference?.id ?? '');
    const client = harness.clientOf('demo');
    const taken = forms.filter(([, takenBy]) => takenBy.includes(version));
    const refused = forms.filter(([, takenBy]) => !takenBy.includes(version));

    const readers = taken.map(([binding]) => harness.subscribe(client, events, { binding }));
    const refusals = refused.map(([binding]) => harness.subscribe(client, events, { binding }));

    for (const refusal of refusals) {
      await expect(refusal.next()).rejects.toMatchObject([{ extensions: { code: 'BINDING_REJECTED' } }]);
    }
    await harness.untilSubscribers(taken.length);
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
    expect(await readers[0]?.next()).toMatchObject({
      data: { events: { name: 'CHANNEL_CREATE', binding: 'call.*.*' } },
    });
    expect(harness.kazoo.blackhole.totalConnections).toBe(1);
  });
}

test('presence on 4.3 is refused with a message that names the version that has it', async () => {
  await using harness = await startHarness({ kazoo: { version: '4.3.142' } });

  const reader = harness.subscribe(harness.clientOf('demo'), events, { binding: 'presence.dialog.*' });

  await expect(reader.next()).rejects.toMatchObject([
    { message: expect.stringContaining('from Kazoo 5 on'), extensions: { code: 'BINDING_REJECTED' } },
  ]);
});

for (const version of versions) {
  test(`on ${version} bad bindings never cost the socket that good ones share`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const good = harness.subscribe(harness.clientOf('demo'), events, { binding: 'call.*.*' });
    await harness.untilSubscribers(1);
    const bad = [
      '',
      'call',
      'call.',
      'call..',
      'call.NOPE.*',
      'call.#',
      '#',
      '*.CHANNEL_CREATE.*',
      'nosuch.thing',
      'conference.event.*.*',
      'conference.command.*',
      'object.nope.user',
      'object.doc_created.nope',
      'fax.nope.x',
      'presence',
      'presence.nope.x',
      'a b.c',
      'x'.repeat(5000),
      'doc_edited.*.user.*',
    ];

    const client = harness.clientOf('demo');
    for (const binding of bad) {
      const reader = harness.subscribe(client, events, { binding });
      const codes = [{ extensions: { code: expect.stringMatching(/^(BAD_USER_INPUT|BINDING_REJECTED)$/) } }];
      await expect(reader.next(), binding).rejects.toMatchObject(codes);
    }
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

    expect(await good.next()).toMatchObject({ data: { events: { name: 'CHANNEL_CREATE' } } });
    expect(harness.kazoo.blackhole.totalConnections).toBe(1);
    await until(() => expect(harness.gateway.gauges.topics()).toBe(1));
  });
}

for (const version of versions) {
  test(`on ${version} a call id is written as in events, and encoded for Kazoo`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const callId = 'abc@10.0.0.1 ü';
    const query =
      'subscription ($callId: ID!) { callEvents(callId: $callId, events: [CHANNEL_ANSWER]) { name callId } }';
    const reader = harness.subscribe(harness.clientOf('demo'), query, { callId });
    await harness.untilSubscribers(1);

    const demo = harness.accountId('demo');
    harness.kazoo.publishCall(demo, 'CHANNEL_ANSWER', { call_id: 'another' });
    harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: callId });
    harness.kazoo.publishCall(demo, 'CHANNEL_ANSWER', { call_id: callId });

    expect(await reader.next()).toEqual({ data: { callEvents: { name: 'CHANNEL_ANSWER', callId } } });
    expect(reader.waiting).toBe(0);
    expect(harness.kazoo.subscribeRequests).toMatchObject([
      { binding: 'call.CHANNEL_ANSWER.abc%4010%2E0%2E0%2E1+%C3%BC' },
    ]);
  });
}

test('an operation that spans several topics delivers each event once, in the order of arrival', async () => {
  await using harness = await startHarness();
  const query =
    'subscription { callEvents(events: [CHANNEL_DESTROY, CHANNEL_CREATE, CHANNEL_CREATE]) { name callId } }';
  const reader = harness.subscribe(harness.clientOf('demo'), query);
  await harness.untilSubscribers(1);

  const demo = harness.accountId('demo');
  for (const [name, callId] of [
    ['CHANNEL_CREATE', 'a'],
    ['CHANNEL_ANSWER', 'a'],
    ['CHANNEL_DESTROY', 'a'],
    ['CHANNEL_CREATE', 'b'],
  ] as const) {
    harness.kazoo.publishCall(demo, name, { call_id: callId });
  }

  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_CREATE', callId: 'a' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_DESTROY', callId: 'a' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_CREATE', callId: 'b' } } });
  expect(harness.kazoo.subscribeRequests.map(({ binding }) => binding)).toEqual([
    'call.CHANNEL_CREATE.*',
    'call.CHANNEL_DESTROY.*',
  ]);
});

test('the binding catalog is listed with the prefix that presence needs', async () => {
  await using harness = await startHarness();

  const { body } = await harness.post({ query: '{ bindings }' });

  expect(body).toMatchObject({
    data: {
      bindings: expect.arrayContaining([
        'call.CHANNEL_CREATE.{CALL_ID}',
        'presence.dialog.{CALL_ID}',
        'fax.status.{FAX_ID}',
      ]),
    },
  });
});

test('anonymous clients that keep asking for the binding catalog do not prevent logins', async () => {
  await using harness = await startHarness();
  const ask = () => harness.post({ query: '{ bindings }' });
  const { body: first } = await ask();

  const answers = await Promise.all(Array.from({ length: 150 }, ask));
  const input = { accountName: 'demo', username: 'demo', password: 'wrong' };
  const login = await harness.post({
    query: 'mutation ($input: LoginInput!) { login(input: $input) { accountId } }',
    variables: { input },
  });

  for (const { body } of answers) expect(body).toEqual(first);
  expect(login.body).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }] });
});
