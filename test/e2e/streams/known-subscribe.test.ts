import { createHook } from 'node:async_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketConnection } from '../../../src/http/websocket/websocket-connection.ts';
import { WebSocketProtocol } from '../../../src/http/websocket/websocket-protocol.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

/** What was done of a message when the call was over that handed it to the protocol. */
interface Taken {
  readonly type: string;
  /** How many promises that made, of which none was continued by then. */
  readonly promises: number;
  readonly sent: number;
  readonly subscribers: number;
}

afterEach(() => {
  vi.restoreAllMocks();
});

function watchMessages({ gateway }: Harness): Taken[] {
  const taken: Taken[] = [];
  let promises = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') promises += 1;
    },
  });
  const send = vi.spyOn(WebSocketConnection.prototype, 'send');
  const { receive } = WebSocketProtocol.prototype;
  vi.spyOn(WebSocketProtocol.prototype, 'receive').mockImplementation(function (this: WebSocketProtocol, text) {
    promises = 0;
    const sentBefore = send.mock.calls.length;
    hook.enable();
    receive.call(this, text);
    hook.disable();
    const sent = send.mock.calls.length - sentBefore;
    taken.push({ type: JSON.parse(text).type, promises, sent, subscribers: gateway.gauges.subscribers() });
  });
  return taken;
}

test.each([
  ['events', 'callEvents { name }'],
  ['events that are filtered', 'callEvents(filter: { callDirection: INBOUND }) { name }'],
  ['the commands of a conference', 'conferenceCommandEvents(conferenceId: "CONFERENCE") { name }'],
  ['the state of the stream', 'streamStatus { state }'],
  ['a live list', 'calls { kind }'],
  ['a live list that is polled', 'registrations { kind }'],
])('who asks as others do for %s is signed in and subscribed as its messages are read', async (_, field) => {
  await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
  const [conference] = harness.kazoo.directory.account('demo').conferences;
  const query = `subscription { ${field.replace('CONFERENCE', conference?.id ?? '')} }`;
  const params = { authToken: harness.token('demo') };
  await using first = await RawClient.ready(harness.webSocketUrl, params);
  first.subscribe('1', query);
  await harness.untilSubscribers(1);
  // Who begins with a list gets it when the group's source is there.
  if (!field.includes('Events')) await first.next();

  const taken = watchMessages(harness);
  await using second = await RawClient.ready(harness.webSocketUrl, params);
  second.subscribe('1', query);
  await second.settled();

  expect(taken.slice(0, 2)).toEqual([
    { type: 'connection_init', promises: 0, sent: 1, subscribers: 1 },
    { type: 'subscribe', promises: 0, sent: 0, subscribers: 2 },
  ]);
});
