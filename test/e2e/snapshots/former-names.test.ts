import { getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { formerNames } from '../../../src/graphql/former-names.ts';
import { schemaText, successorOf } from '../../harness/every-event-field.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { recordedRestData } from '../../harness/recorded/recorded-rest.ts';

/** Each list that has rows with former names: Crossbar's path, and the recorded rows. */
const lists: Readonly<Record<string, readonly [path: string, fixture: string]>> = {
  channels: ['channels', 'channels.list.4x'],
  conferences: ['conferences', 'conferences.list'],
  parkedCalls: ['parked_calls', 'parked_calls.list'],
  registrations: ['registrations', 'registrations.list'],
  upstreamSockets: ['websockets', 'account_websockets.list'],
};

test('former names of rows show what the names show that took their place', async () => {
  await using harness = await startHarness();
  for (const [path, fixture] of Object.values(lists))
    harness.kazoo.crossbar.faults.answerWith(
      { status: 200, data: recordedRestData(fixture) },
      { path: new RegExp(`/${path}$|/${path}[?]`) },
    );

  harness.kazoo.crossbar.faults.answerWith(
    { status: 200, data: [{ call_id: 'leg', duration: 40 }] },
    { path: /\/participants(\?|$)/ },
  );

  const query = `{ ${Object.keys(lists)
    .map((list) => `${list} { nodes ${selectionOf(rowTypeOf(list))} }`)
    .join(' ')} }`;
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });

  const pairs = pairsIn(body['data']);
  expect(body).not.toHaveProperty('errors');
  expect(new Set(pairs.map(([name]) => name))).toEqual(
    new Set(Object.values(formerNames).flatMap((names) => Object.keys(names))),
  );
  expect(pairs.filter(([, former]) => former === null)).toEqual([]);
  for (const [name, former, current] of pairs) expect(former, name).toEqual(current);
});

/** Selects each former name beside the name that took its place, under `now_…`. */
function selectionOf(typeName: string): string {
  const type = schemaText.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const selections = fields.flatMap((field) => {
    const successor = successorOf(field);
    if (successor !== undefined) return [field.name, `now_${field.name}: ${successor}`];
    return field.name === 'participants' ? [`participants ${selectionOf('ConferenceParticipant')}`] : [];
  });
  return `{ ${selections.join(' ')} }`;
}

function rowTypeOf(list: string): string {
  const snapshot = getNamedType(schemaText.getQueryType()?.getFields()[list]?.type);
  return isObjectType(snapshot) ? `${getNamedType(snapshot.getFields()['nodes']?.type)}` : '';
}

function pairsIn(value: unknown): readonly (readonly [name: string, former: unknown, current: unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  const row = new Map<string, unknown>(Object.entries(value));
  const pairs = [...row].flatMap(([name, former]) =>
    row.has(`now_${name}`) ? [[name, former, row.get(`now_${name}`)] as const] : [],
  );
  return [...pairs, ...[...row.values()].flatMap(pairsIn)];
}
