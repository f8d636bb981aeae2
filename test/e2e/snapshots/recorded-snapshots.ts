import { expect } from 'vitest';

const anna = '5c2e8f1b7d094a6ea3b1c4d5e6f70812';
const annasPhone = 'd4b6a8c0e2f4416283a5c7e9fb1d3f50';
const leg = '0f8c5b6e-4f3c-11ef-9d1a-7b2e9c5d1f00@192.0.2.45';
const otherLeg = 'c1b7a2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d';

export const channel = {
  id: `channel/${leg}`,
  callId: leg,
  otherLegCallId: otherLeg,
  callDirection: 'INBOUND',
  answered: true,
  isOnHold: false,
  channelIsLoopback: false,
  elapsedSeconds: 87,
  channelCreatedTime: '2024-03-12T18:04:14.000Z',
  destination: '1002',
  callerIdName: null,
  callerIdNumber: null,
  calleeIdName: null,
  calleeIdNumber: null,
  presenceId: '1001@bluefin.sip.example.net',
  ownerId: anna,
  authorizingId: annasPhone,
  authorizingType: 'device',
  username: 'user_1001',
  callInteractionId: '63877485845-1f4a9c02',
  callflowId: 'b9c8d7e6f5a44938a271605f4e3d2c1b',
  channelAuthorized: true,
  customApplicationVars: {},
  fromTag: 'as2f1c77e0',
  toTag: '7Q9t0Kj5mZ1pS',
  resellerBilling: 'limits_disabled',
  resellerId: 'f3a1c0d49b7e4e0d8a52c1b6e7d90a11',
  resourceId: null,
};
export const calledLeg = {
  ...channel,
  id: `channel/${otherLeg}`,
  callId: otherLeg,
  otherLegCallId: leg,
  callDirection: 'OUTBOUND',
  elapsedSeconds: 86,
  channelCreatedTime: '2024-03-12T18:04:15.000Z',
  presenceId: '1002@bluefin.sip.example.net',
  ownerId: 'a81f3c6d2b5e4790b4c8d1e2f3a40596',
  authorizingId: '17e5d3c1b9a7486f95e3d1c0bfae9d8c',
  username: 'user_1002',
  callflowId: null,
};
export const people = {
  callerIdName: 'Zoë Müller',
  callerIdNumber: '1001',
  calleeIdName: '山田 太郎',
  calleeIdNumber: '1002',
};

/**
 * What the recorded answers of Crossbar show: the query, Crossbar's path, the fixture, and the
 * nodes as a client gets them, with the edges where there are any.
 */
export const recorded: ReadonlyArray<
  readonly [query: string, path: string, fixture: string, nodes: readonly unknown[], edges?: readonly unknown[]]
> = [
  [
    'conferences',
    'conferences',
    'conferences.list',
    [
      {
        id: '6f0d1e2c3b4a49588776a5b4c3d2e1f0',
        name: "Réunion d'équipe",
        ownerId: anna,
        conferenceNumbers: ['3000'],
        members: 1,
        moderators: 1,
        durationSeconds: 40,
        isLocked: false,
        participants: [],
      },
    ],
  ],
  [
    'parkedCalls',
    'parked_calls',
    'parked_calls.list',
    [
      {
        id: expect.stringMatching(/^parking\/[0-9a-f]{32}\/100$/),
        slot: '100',
        callId: leg,
        attended: false,
        slotCallId: '5d41402abc4b2a76b9719d911017c592',
        parkerCallId: otherLeg,
        ringbackId: '17e5d3c1b9a7486f95e3d1c0bfae9d8c',
        callerIdName: 'Zoë Müller',
        callerIdNumber: '1001',
        callerIdUri: 'sip:1001@bluefin.sip.example.net',
        presenceId: '*3100@bluefin.sip.example.net',
        presenceUser: '*3100',
        presenceRealm: 'bluefin.sip.example.net',
        presenceType: 'early',
        fromTag: 'as2f1c77e0',
        toTag: '7Q9t0Kj5mZ1pS',
      },
    ],
  ],
  [
    'registrations',
    'registrations',
    'registrations.list',
    [
      {
        id: expect.stringMatching(/^registration\/[\w-]{43}$/),
        accountId: expect.stringMatching(/^[0-9a-f]{32}$/),
        accountName: 'Bluefin Trading',
        accountRealm: 'bluefin.sip.example.net',
        authorizingId: annasPhone,
        authorizingType: 'device',
        ownerId: anna,
        contact: 'sip:user_1001@203.0.113.24:5060;transport=udp',
        contactIp: '203.0.113.24',
        contactPort: 5060,
        username: 'user_1001',
        realm: 'bluefin.sip.example.net',
        userAgent: 'Grandstream GXP2170 1.0.11.64',
        expiresSeconds: 360,
        eventTimestamp: '2024-03-12T18:03:23.000Z',
        networkIp: null,
        networkPort: null,
      },
    ],
  ],
  ['queues', 'queues', 'queues.list', [{ id: 'f0e1d2c3b4a5469788796a5b4c3d2e1f', name: 'Support 🛟', strategy: null }]],
  [
    'queueCalls',
    'queues/stats',
    'queues.stats',
    [
      {
        id: '9a8b7c6d-5e4f-4d3c-b2a1-f0e9d8c7b6a5::f0e1d2c3b4a5469788796a5b4c3d2e1f',
        queueId: 'f0e1d2c3b4a5469788796a5b4c3d2e1f',
        callId: '9a8b7c6d-5e4f-4d3c-b2a1-f0e9d8c7b6a5',
        status: 'waiting',
        callerIdName: 'Ольга Смирнова',
        callerIdNumber: '+74955550123',
        callerPriority: null,
        agentId: null,
        enteredPosition: 1,
        enteredTimestamp: '2024-03-12T18:03:40.000Z',
        handledTimestamp: null,
        processedTimestamp: null,
        abandonedTimestamp: null,
        abandonedReason: null,
        waitTimeSeconds: 25,
        talkTimeSeconds: null,
      },
    ],
  ],
  [
    'descendants',
    'descendants',
    'account.descendants',
    [
      {
        id: '0b7d5e92c4a94c7fbb1de8f60a3c2d45',
        name: 'Bluefin Trading',
        realm: 'bluefin.sip.example.net',
      },
      {
        id: '9e4c27ab10d84f3396b5f07d2c8e1a60',
        name: 'Café Ñoño',
        realm: 'cafe.sip.example.net',
      },
    ],
    [
      { tree: ['f3a1c0d49b7e4e0d8a52c1b6e7d90a11'], descendantsCount: 0 },
      { tree: ['f3a1c0d49b7e4e0d8a52c1b6e7d90a11'], descendantsCount: null },
    ],
  ],
  [
    'upstreamSockets',
    'websockets',
    'account_websockets.list',
    [
      {
        id: expect.stringMatching(/^socket\/[0-9a-f]{32}\/apps1\.zone1\.example\.net\/198\.51\.100\.77:49152$/),
        websocketSessionId: '198.51.100.77:49152',
        bindings: ['call.CHANNEL_CREATE.*', 'object.*.user'],
        openedAt: '2024-03-12T18:03:35.000Z',
        destination: 'apps1.zone1.example.net',
        source: '198.51.100.77',
        name: 'kz-gateway-1',
        metadata: { purpose: 'graphql' },
      },
      {
        id: expect.stringMatching(/^socket\/[0-9a-f]{32}\/apps2\.zone1\.example\.net\/203\.0\.113\.50:61022$/),
        websocketSessionId: '203.0.113.50:61022',
        bindings: [],
        openedAt: '2024-03-12T16:57:25.000Z',
        destination: 'apps2.zone1.example.net',
        source: '203.0.113.50',
        name: null,
        metadata: null,
      },
    ],
  ],
];
