import { getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { formerNames } from '../../src/graphql/former-names.ts';
import { channels } from '../../src/kazoo/collections/channels.ts';
import type { Collection } from '../../src/kazoo/collections/collection.ts';
import { conferences, participantsOf } from '../../src/kazoo/collections/conference-rooms.ts';
import { descendants } from '../../src/kazoo/collections/descendants.ts';
import { devices } from '../../src/kazoo/collections/devices.ts';
import { faxesIn } from '../../src/kazoo/collections/faxes.ts';
import { parkedCalls } from '../../src/kazoo/collections/parked-calls.ts';
import { queueCalls } from '../../src/kazoo/collections/queues/queue-calls.ts';
import { queues } from '../../src/kazoo/collections/queues/queues.ts';
import { registrations } from '../../src/kazoo/collections/registrations.ts';
import { upstreamSockets } from '../../src/kazoo/collections/upstream-sockets.ts';
import { users } from '../../src/kazoo/collections/users.ts';
import { voicemailBoxes } from '../../src/kazoo/collections/voicemail-boxes.ts';
import { documents } from '../docs/harness/markdown.ts';
import { eventTables } from '../harness/event-tables.ts';
import { schemaText, subscriptionFields, successorOf } from '../harness/every-event-field.ts';
import { recordedEvents, recordedEvents5 } from '../harness/recorded/recorded-events.ts';
import { recordedRestData } from '../harness/recorded/recorded-rest.ts';

const types = Object.values(schemaText.getTypeMap()).filter(
  (type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type),
);
const fields = types
  .filter(({ name }) => !name.startsWith('__'))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ ...field, owner: type })));

/** Where a name is not the camelCase of Kazoo's key: the front ends' guide says so. */
const otherNames = (documents.find(({ path }) => path === 'src/client/README.md')?.rowsBelow('## Names') ?? []).map(
  ([keys = '', name = '']) => ({ keys: keys.split(', '), name }),
);

interface Source {
  readonly type: string;
  readonly sample: object;
  /** What a client gets of the sample, with the names of former fields or without. */
  readonly read: (sample: object) => object;
}

const events: readonly Source[] = [...recordedEvents, ...recordedEvents5].flatMap(({ data, typed }) => {
  const type = String(typed['__typename']);
  const readers = Object.entries(eventTables[type] ?? {}).filter(([name]) => !isFormer(type, name));
  return [
    {
      type,
      sample: data,
      read: (sample) => Object.fromEntries(readers.map(([name, read]) => [name, read({ ...sample })])),
    },
  ];
});

/** Kazoo lists them for themselves, in the form that they have here. */
const [{ _read_only: { participants } = { participants: [] } } = {}]: readonly Conferences[] = JSON.parse(
  JSON.stringify(recordedRestData('conferences.list')),
);

interface Conferences {
  readonly _read_only?: { readonly participants: unknown };
}

const lists: readonly Source[] = [
  listed('Channel', channels, [recordedRestData('channels.list'), recordedRestData('channels.list.4x')].flat()),
  listed('Conference', conferences, recordedRestData('conferences.list')),
  listed('ParkedCall', parkedCalls, recordedRestData('parked_calls.list')),
  listed('Registration', registrations, recordedRestData('registrations.list')),
  listed('Queue', queues, recordedRestData('queues.list')),
  listed('DescendantEdge', descendants, recordedRestData('account.descendants')),
  listed('UpstreamSocket', upstreamSockets, recordedRestData('account_websockets.list')),
  listed('Fax', faxesIn('OUTBOX'), [
    { id: 'f', status: 'a', created: 63877485845, from_name: 'b', from: 'c', to_name: 'd', to: 'e', faxbox_id: 'f' },
    {
      id: 'f',
      owner_id: 'a',
      attempts: 1,
      retries: 2,
      tx_result: { success: true, error_message: 'c', pages_sent: 3 },
    },
    { id: 'f', tx_result: { time_elapsed: 4 } },
  ]),
  listed('QueueCall', queueCalls, {
    stats: [
      { id: 'q', queue_id: 'a', call_id: 'b', status: 'c', agent_id: 'd', entered_timestamp: 63877485845 },
      { id: 'q', handled_timestamp: 63877485845, processed_timestamp: 63877485845, wait_time: 1, talk_time: 2 },
    ],
  }),
  listed('ConferenceParticipant', participantsOf('6f0d1e2c3b4a49588776a5b4c3d2e1f0'), participants),
  listed('User', users, [{ id: 'u', username: 'a', email: 'b', first_name: 'c', last_name: 'd', priv_level: 'user' }]),
  listed('Device', devices, [{ id: 'd', name: 'a', mac_address: 'b', owner_id: 'c', enabled: true, mdn: 'e' }]),
  listed('VoicemailBox', voicemailBoxes, [{ id: 'v', name: 'a', mailbox: '1', owner_id: 'c', messages: 2 }]),
].flat();

function listed<Item>(type: string, list: Collection<Item> | undefined, data: unknown): readonly Source[] {
  if (list === undefined) return [];
  const { rowsOf, read } = list;
  const options = { onUnreadable: () => undefined, isHidden: () => false };
  return (rowsOf(data) ?? []).map((sample) => ({ type, sample, read: (row) => ({ ...read({ ...row }, options) }) }));
}

/** What changes when a value of Kazoo does: its key, and the names of the fields. */
interface Reading {
  readonly type: string;
  readonly key: string;
  readonly names: readonly string[];
}

const readings: readonly Reading[] = [...events, ...lists].flatMap(({ type, sample, read }) => {
  const before = leavesOf(read(sample));
  return [...leavesOf(sample).keys()].map((path) => {
    const after = leavesOf(read(changedAt(sample, path.split('/'))));
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (leaf) => before.get(leaf) !== after.get(leaf),
    );
    return { type, key: lastOf(path), names: [...new Set(changed.map(lastOf))].filter((name) => isName(type, name)) };
  });
});

test('no two names are for one value of Kazoo, but an enum and its word', () => {
  // Of the two dates of a document the earlier is the creation, whatever Kazoo calls it.
  const datesOfDocuments = 'dateCreated,dateModified';

  const doubles = readings.filter(({ names }) => names.length > 1 && names.toSorted().join() !== datesOfDocuments);

  expect(readings.filter(({ names }) => names.length === 1).length).toBeGreaterThan(500);
  expect(new Set(doubles.map(({ type, key, names }) => `${type} ${key}: ${names.join(', ')}`))).toEqual(new Set());
});

test("a name is the camelCase of Kazoo's key, or the guide for front ends has it", () => {
  const others = readings.flatMap(({ key, names }) =>
    names.filter((name) => name !== camelCase(key)).map((name) => ({ key, name })),
  );
  const isTold = ({ key, name }: { key: string; name: string }): boolean =>
    otherNames.some((other) => other.name === name && other.keys.includes(key));

  expect(new Set(others.filter((other) => !isTold(other)).map(({ key, name }) => `${key}: ${name}`))).toEqual(
    new Set(),
  );
  expect(otherNames.length).toBeGreaterThan(0);
  expect(otherNames.filter(({ name }) => !fields.some((field) => field.name === name))).toEqual([]);
});

test('each former name says which one took its place, and that has its type', () => {
  const former = fields
    .flatMap((field) => [[field, successorOf(field)] as const])
    .filter(([, name]) => name !== undefined);
  const misfits = former
    .filter(([{ owner, type }, successor = '']) => String(owner.getFields()[successor]?.type) !== String(type))
    .map(([field]) => field);

  expect(former.length).toBeGreaterThan(20);
  expect(misfits.map(({ owner, name }) => `${owner.name}.${name}`)).toEqual([]);
});

test('no description sends its readers to a former name', () => {
  const names = new Set(fields.filter((field) => successorOf(field) === undefined).map(({ name }) => name));
  const former = new Set(fields.map(({ name }) => name).filter((name) => !names.has(name)));
  const described = [
    ...fields,
    ...types.map((type) => ({ name: type.name, description: type.description, owner: type })),
  ];
  const astray = described.filter(({ description }) =>
    [...(description ?? '').matchAll(/`(\w+)`/g)].some(([, word = '']) => former.has(word)),
  );

  expect(former).toContain('faxStatus');
  expect(astray.map(({ owner, name }) => `${owner.name}.${name}`)).toEqual([]);
});

test('former names of rows are deprecated', () => {
  const current = Object.entries(formerNames).flatMap(([type, names]) =>
    Object.keys(names)
      .filter((name) => !isFormer(type, name))
      .map((name) => `${type}.${name}`),
  );

  expect(current).toEqual([]);
});

test('every subscription to events is called so', () => {
  const strangers = subscriptionFields().filter(
    ({ name, type }) => /Event!$/.test(`${type}`) && !/^events$|Events$/.test(name),
  );

  expect(strangers.map(({ name }) => name)).toEqual([]);
});

describe.each(subscriptionFields().map((field) => [field.name, field] as const))('%s', (_, { args }) => {
  test('has no filter for what an argument asks for', () => {
    const filter = getNamedType(args.find(({ name }) => name === 'filter')?.type);
    const parts = isInputObjectType(filter) ? Object.values(filter.getFields()) : [];
    const enums = args.map(({ type }) => getNamedType(type)).filter(isEnumType);
    const doubles = parts
      .filter(({ deprecationReason }) => !deprecationReason)
      .filter(({ name, type }) => {
        const isArgument = args.some((argument) => [name, name.replace(/s$/, '')].includes(argument.name));
        return isArgument || enums.some((each) => each === getNamedType(type));
      });

    // Kazoo's words for types that no argument can name.
    const expected = String(filter) === 'DocumentEventFilter' ? ['types'] : [];
    expect(doubles.map(({ name }) => name)).toEqual(expected);
  });
});

test('a number that has a unit has it in its name', () => {
  const units = { seconds: 'Seconds', bytes: 'Bytes', 'bits per second': 'BitsPerSecond' };
  const numbers = fields.filter(
    ({ type, deprecationReason }) => /^\W*Int\W*$/.test(String(type)) && !deprecationReason,
  );
  const silent = numbers.filter(({ name, description }) =>
    Object.entries(units).some(
      ([unit, ending]) => new RegExp(`\\b(?:in )?${unit}\\b`, 'i').test(description ?? '') && !name.endsWith(ending),
    ),
  );

  expect(numbers.length).toBeGreaterThan(20);
  expect(silent.map(({ owner, name }) => `${owner.name}.${name}`)).toEqual([]);
});

function isFormer(typeName: string, name: string): boolean {
  const type = schemaText.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  return field !== undefined && successorOf(field) !== undefined;
}

/**
 * Whether it is the name of a field, and neither of an enum beside its word nor a key within JSON.
 */
function isName(type: string, name: string): boolean {
  const isEnum = fields.some((field) => field.owner.name === type && field.name === name && isEnumType(field.type));
  return !['id', 'owners'].includes(name) && !name.includes('_') && !isEnum;
}

function lastOf(path: string): string {
  return path.split('/').findLast((part) => !/^\d+$/.test(part)) ?? '';
}

function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The values of an object, at every depth, by their path. */
function leavesOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return new Map([[path, JSON.stringify(value)]]);
  const leaves = Object.entries(value).flatMap(([key, part]) => [
    ...leavesOf(part, path === '' ? key : `${path}/${key}`),
  ]);
  return new Map(leaves);
}

/** The sample with another value of the same kind at a path. */
function changedAt(sample: object, [key = '', ...rest]: readonly string[]): object {
  const changed = Object.entries(sample).map(([name, value]: [string, unknown]) => {
    if (name !== key) return [name, value] as const;
    return [name, typeof value === 'object' && value !== null ? changedAt(value, rest) : another(value)] as const;
  });
  return Array.isArray(sample) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
}

function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1_000;
  if (value === 'true' || value === 'false') return value === 'true' ? 'false' : 'true';
  return /^\d+$/.test(String(value)) ? String(Number(value) + 1_000_000) : `${value}1`;
}
