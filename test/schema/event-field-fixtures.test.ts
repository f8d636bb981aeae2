import { readFileSync } from 'node:fs';
import { isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { eventTypes, successorOf, typedFields } from '../harness/every-event-field.ts';
import { gatewaySchema } from '../harness/gateway-schema.ts';
import { recordedEvents, recordedEvents5 } from '../harness/recorded/recorded-events.ts';

interface DeclaredEvent {
  /** Keys that Kazoo's notes name and no recording has. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What they mean, written by hand. */
  readonly typed: Readonly<Record<string, unknown>>;
}

const declared: Readonly<Record<string, DeclaredEvent>> = JSON.parse(
  readFileSync(new URL('../fixtures/declared-events.json', import.meta.url), 'utf8'),
);
const notes = ['events.md', 'kazoo-5.md']
  .map((file) => readFileSync(new URL(`../../src/kazoo/notes/${file}`, import.meta.url), 'utf8'))
  .join();
const schema = gatewaySchema();

test.each(eventTypes().map((type) => [type.name, type] as const))(
  'each typed field of %s has a value in a fixture',
  (name, type) => {
    const recorded = [...recordedEvents, ...recordedEvents5]
      .map(({ typed }) => typed)
      .filter(({ __typename }) => __typename === name);
    const shown = [...recorded, declared[name]?.typed ?? {}].flatMap((typed) =>
      Object.entries(typed).filter(([, value]) => value !== null),
    );
    const known = new Set(shown.map(([field]) => field));

    const missing = typedFields(type).filter((field) => successorOf(field) === undefined && !known.has(field.name));

    expect(
      missing.map((field) => `${name}.${field.name}`),
      'Give them a value: in a recording of test/fixtures/kazoo, with its meaning in test/fixtures/typed-events, ' +
        'or in test/fixtures/declared-events.json',
    ).toEqual([]);
  },
);

test.each(Object.entries(declared))('what no recording of %s has is read as declared', (name, { data, typed }) => {
  const type = schema.getType(name);
  const fields = isObjectType(type) ? type.getFields() : {};
  const source = { event: { data, name: '' }, gap: null };

  const read = Object.keys(typed).map((field) => {
    const value = fields[field]?.resolve?.(source, {}, {}, Object.create(null));
    return [field, value];
  });

  expect(Object.fromEntries(read)).toEqual(typed);
});

test.each(Object.entries(declared))('the notes on Kazoo name each key that is declared of %s', (_, { data }) => {
  const keys = Object.entries(data).flatMap(([key, value]) =>
    key === 'custom_channel_vars' || key === 'fax_info' ? Object.keys(Object(value)) : [key],
  );

  expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(notes))).toEqual([]);
});
