import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { startStage, until } from '../../harness/stage.ts';

const events = 'subscription ($binding: String!) { events(binding: $binding) { name binding } }';
const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', '5'];
const all: readonly KazooVersion[] = versions;
const only5: readonly KazooVersion[] = ['5'];

/** Every form of events.md section 4, and which versions take it. */
const formsFor = (conference: string): ReadonlyArray<readonly [binding: string, takenBy: readonly KazooVersion[]]> => [
  ['call.*.*', all],
  ['call.CHANNEL_CREATE.*', all],
  ['call.*.some-call', all],
  ['call.CHANNEL_ANSWER.abc%4010%2E0%2E0%2E1', all],
  [`conference.event.${conference}.*`, all],
  [`conference.event.${conference}.some-call`, ['4.3.23', '5']],
  [`conference.event.${conference}.*.add-member`, ['4.3.142']],
  [`conference.command.${conference}`, all],
  ['fax.status.*', all],
  ['fax.status.some-fax', all],
  ['fax.object.*', all],
  ['fax.object.doc_created', all],
  ['object.*.*', all],
  ['object.doc_edited.*', all],
  ['object.*.user', all],
  ['object.doc_created.mailbox_message', all],
  ['presence.dialog.*', only5],
  ['presence.dialog.some-call', only5],
  ['presence.mwi_updates.*', only5],
  ['presence.mwi_updates.1001', only5],
  ['presence.update.*', only5],
];

for (const version of versions) {
  test(`on ${version} every binding of its own is subscribed, and the others are refused without harm to them`, async () => {
    await using stage = await startStage({ kazoo: { version } });
    const [conference] = stage.kazoo.directory.account('demo').conferences;
    const forms = formsFor(conference?.id ?? '');
    const client = stage.clientOf('demo');
    const taken = forms.filter(([, takenBy]) => takenBy.includes(version));
    const refused = forms.filter(([, takenBy]) => !takenBy.includes(version));

    const readers = taken.map(([binding]) => stage.subscribe(client, events, { binding }));
    const refusals = refused.map(([binding]) => stage.subscribe(client, events, { binding }));

    for (const refusal of refusals) {
      await expect(refusal.next()).rejects.toMatchObject([{ extensions: { code: 'BINDING_REJECTED' } }]);
    }
    await stage.untilSeats(taken.length);
    stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
    expect(await readers[0]?.next()).toMatchObject({
      data: { events: { name: 'CHANNEL_CREATE', binding: 'call.*.*' } },
    });
    expect(stage.kazoo.blackhole.totalConnections).toBe(1);
  });
}

test('presence on 4.3 is refused with a sentence that says which version has it', async () => {
  await using stage = await startStage({ kazoo: { version: '4.3.142' } });

  const reader = stage.subscribe(stage.clientOf('demo'), events, { binding: 'presence.dialog.*' });

  await expect(reader.next()).rejects.toMatchObject([
    { message: expect.stringContaining('from Kazoo 5 on'), extensions: { code: 'BINDING_REJECTED' } },
  ]);
});

for (const version of versions) {
  test(`on ${version} bad bindings never cost the socket that good ones share`, async () => {
    await using stage = await startStage({ kazoo: { version } });
    const good = stage.subscribe(stage.clientOf('demo'), events, { binding: 'call.*.*' });
    await stage.untilSeats(1);
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

    const client = stage.clientOf('demo');
    for (const binding of bad) {
      const reader = stage.subscribe(client, events, { binding });
      const codes = [{ extensions: { code: expect.stringMatching(/^(BAD_USER_INPUT|BINDING_REJECTED)$/) } }];
      await expect(reader.next(), binding).rejects.toMatchObject(codes);
    }
    stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

    expect(await good.next()).toMatchObject({ data: { events: { name: 'CHANNEL_CREATE' } } });
    expect(stage.kazoo.blackhole.totalConnections).toBe(1);
    await until(() => expect(stage.gateway.sizes.topics()).toBe(1));
  });
}

for (const version of versions) {
  test(`on ${version} a call id is written as in events, and encoded for Kazoo`, async () => {
    await using stage = await startStage({ kazoo: { version } });
    const callId = 'abc@10.0.0.1 ü';
    const query =
      'subscription ($callId: ID!) { callEvents(callId: $callId, events: [CHANNEL_ANSWER]) { name callId } }';
    const reader = stage.subscribe(stage.clientOf('demo'), query, { callId });
    await stage.untilSeats(1);

    const demo = stage.accountId('demo');
    stage.kazoo.publishCall(demo, 'CHANNEL_ANSWER', { call_id: 'another' });
    stage.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: callId });
    stage.kazoo.publishCall(demo, 'CHANNEL_ANSWER', { call_id: callId });

    expect(await reader.next()).toEqual({ data: { callEvents: { name: 'CHANNEL_ANSWER', callId } } });
    expect(reader.waiting).toBe(0);
    expect(stage.kazoo.subscribeRequests).toMatchObject([
      { binding: 'call.CHANNEL_ANSWER.abc%4010%2E0%2E0%2E1+%C3%BC' },
    ]);
  });
}

test('an operation that spans several topics delivers each event once, in the order of arrival', async () => {
  await using stage = await startStage();
  const query =
    'subscription { callEvents(events: [CHANNEL_DESTROY, CHANNEL_CREATE, CHANNEL_CREATE]) { name callId } }';
  const reader = stage.subscribe(stage.clientOf('demo'), query);
  await stage.untilSeats(1);

  const demo = stage.accountId('demo');
  for (const [name, callId] of [
    ['CHANNEL_CREATE', 'a'],
    ['CHANNEL_ANSWER', 'a'],
    ['CHANNEL_DESTROY', 'a'],
    ['CHANNEL_CREATE', 'b'],
  ] as const) {
    stage.kazoo.publishCall(demo, name, { call_id: callId });
  }

  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_CREATE', callId: 'a' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_DESTROY', callId: 'a' } } });
  expect(await reader.next()).toMatchObject({ data: { callEvents: { name: 'CHANNEL_CREATE', callId: 'b' } } });
  expect(stage.kazoo.subscribeRequests.map(({ binding }) => binding)).toEqual([
    'call.CHANNEL_CREATE.*',
    'call.CHANNEL_DESTROY.*',
  ]);
});

test('the bindings on offer are listed with the prefix that presence needs', async () => {
  await using stage = await startStage();

  const { body } = await stage.post({ query: '{ bindings }' });

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

test('clients without a token who ask again and again for what is on offer keep nobody from logging in', async () => {
  await using stage = await startStage();
  const ask = () => stage.post({ query: '{ bindings }' });
  const { body: first } = await ask();

  const answers = await Promise.all(Array.from({ length: 150 }, ask));
  const input = { accountName: 'demo', username: 'demo', password: 'wrong' };
  const login = await stage.post({
    query: 'mutation ($input: LoginInput!) { login(input: $input) { accountId } }',
    variables: { input },
  });

  for (const { body } of answers) expect(body).toEqual(first);
  expect(login.body).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }] });
});
