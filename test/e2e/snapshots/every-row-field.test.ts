import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../src/simulator/json.ts';
import { schemaText, successorOf } from '../../harness/every-event-field.ts';
import { everySnapshotField, relatedDocuments, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { recordedRestData } from '../../harness/recorded/recorded-rest.ts';

/** The recorded lists, by the path that they are answered at. */
const recorded = {
  channels: 'channels.list.4x',
  conferences: 'conferences.list',
  parked_calls: 'parked_calls.list',
  'queues/stats': 'queues.stats',
  descendants: 'account.descendants',
  websockets: 'account_websockets.list',
};
/** Rows with what no recording and no document of the simulator has: the query, Crossbar's path. */
const declared: readonly (readonly [query: string, path: string, data: JsonValue])[] = [
  ['channels', 'channels', [{ uuid: 'a', resource_id: 'b'.repeat(32) }]],
  ['devices', 'devices', [{ id: 'd'.repeat(32), mac_address: '00:15:65:aa:bb:cc', mdn: '+14155550199' }]],
  ['registrations', 'registrations', [{ network_ip: '203.0.113.24', network_port: '5060' }]],
  ['queues', 'queues', [{ id: 'e'.repeat(32), name: 'Support', strategy: 'round_robin' }]],
  [
    'queueCalls',
    'queues/stats',
    {
      stats: [
        {
          id: 'a::1',
          caller_priority: 5,
          agent_id: 'c'.repeat(32),
          handled_timestamp: 63877485845,
          processed_timestamp: 63877485905,
          talk_time: 60,
          abandoned_timestamp: 63877485905,
          abandoned_reason: 'member_hangup',
        },
      ],
    },
  ],
  [
    'faxes',
    'faxes/inbox',
    [{ id: 'f'.repeat(32), tx_result: { error_message: 'no carrier', pages_sent: 1, time_elapsed: 9 } }],
  ],
  [
    'conferences',
    'conferences/[0-9a-f]+/participants',
    [
      {
        call_id: 'leg',
        participant_id: 1,
        caller_id_name: 'Zoë Müller',
        caller_id_number: '1001',
        join_time: 63877486050,
        duration: 40,
        custom_channel_vars: { owner_id: 'a'.repeat(32) },
        conference_channel_vars: {
          is_moderator: true,
          floor: true,
          hear: true,
          speak: true,
          talking: false,
          mute_detect: false,
          energy_level: 300,
          current_energy: 0,
          video: false,
        },
      },
    ],
  ],
];

test('each field of each row of the first screen has a value in a fixture', async () => {
  await using harness = await startHarness({ kazoo: { version: '4.3.142' } });
  const brought = new Map(
    Object.entries(recorded).map(([path, fixture]) => [path, bring(harness, path, recordedRestData(fixture))]),
  );
  const shown = new Set<string>();
  for (const query of snapshotFields) collect(await ask(harness, everySnapshotField(query)), shown);
  for (const [query, path, data] of declared) {
    brought.get(path)?.();
    bring(harness, path, data);
    collect(await ask(harness, everySnapshotField(query)), shown);
  }

  const missing = rowTypes().flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => successorOf(field) === undefined)
      .map(({ name }) => name)
      .filter((name) => !relatedDocuments.has(name) && !shown.has(`${type.name}.${name}`))
      .map((name) => `${type.name}.${name}`),
  );

  expect(missing, 'Give them a value above, or in src/simulator/directory').toEqual([]);
});

/** The types of the rows, and of what stands in them. */
function rowTypes(): readonly GraphQLObjectType[] {
  const found = new Set<GraphQLObjectType>();
  const visit = (type: GraphQLObjectType): void => {
    if (found.has(type)) return;
    found.add(type);
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (isObjectType(named) && !relatedDocuments.has(field.name)) visit(named);
    }
  };
  for (const query of snapshotFields) {
    const snapshot = getNamedType(schemaText.getQueryType()?.getFields()[query]?.type);
    if (isObjectType(snapshot)) visit(snapshot);
  }
  return [...found].filter(({ name }) => name !== 'Account' && name !== 'PageInfo');
}

/** Notes each field that has a value somewhere in an answer, as `Type.field`. */
function collect(answer: unknown, shown: Set<string>): void {
  if (typeof answer !== 'object' || answer === null) return;
  const typeName: unknown = Reflect.get(answer, '__typename');
  for (const [name, value] of Object.entries(answer)) {
    if (value !== null && typeof typeName === 'string') shown.add(`${typeName}.${name}`);
    collect(value, shown);
  }
}

function bring({ kazoo }: Harness, path: string, data: JsonValue): () => void {
  return kazoo.crossbar.faults.answerWith({ status: 200, data }, { path: new RegExp(`/v2/accounts/[^/]+/${path}$`) });
}

async function ask(harness: Harness, field: string): Promise<unknown> {
  const query = `{ ${field} }`.replaceAll('{ ', '{ __typename ');
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });
  expect(body).not.toHaveProperty('errors');
  return body;
}
