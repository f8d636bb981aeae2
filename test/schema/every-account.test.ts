import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField } from 'graphql';
import { expect, test } from 'vitest';
import type { BindingFamily } from '../../src/kazoo/blackhole/binding-forms.ts';
import { spansAccounts } from '../../src/kazoo/blackhole/routing.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** The families that a subscription field takes; `events` takes all. */
const families: Readonly<Record<string, BindingFamily>> = {
  events: 'call',
  callEvents: 'call',
  conferenceEvents: 'conference.event',
  conferenceCommandEvents: 'conference.command',
  faxEvents: 'fax.status',
  documentEvents: 'object',
  dialogEvents: 'presence.dialog',
  messageWaitingEvents: 'presence.mwi_updates',
  presenceEvents: 'presence.update',
  streamEvents: 'stream',
};
/** What Kazoo 5 would bring incompletely. */
const refusedByKazoo5: readonly (BindingFamily | undefined)[] = ['call', 'fax.status'];

const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {}).filter(({ name }) => name in families);

test('every field that takes a family of events is looked at below', () => {
  expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(families).sort());
});

test.each(fields.map((field) => [field.name, field] as const))(
  '%s says what "*" means as its account exactly where that is taken',
  (name, field) => {
    const description = accountOf(field);

    expect(description.includes('`*`')).toBe(spansAccounts(families[name] ?? 'other'));
    expect(description.includes('Kazoo 5')).toBe(refusedByKazoo5.includes(families[name]));
  },
);

function accountOf({ args }: GraphQLField<unknown, unknown>): string {
  return args.find(({ name }) => name === 'accountId')?.description ?? '';
}
