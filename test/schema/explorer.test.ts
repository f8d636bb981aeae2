import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schemaText } from '../harness/every-event-field.ts';

const types = Object.values(schemaText.getTypeMap())
  .filter((type) => isObjectType(type) || isInterfaceType(type))
  .filter(({ name }) => !name.startsWith('__'));
const snapshots = types.filter(isObjectType).filter(({ name }) => name.endsWith('Snapshot'));

describe('the fields of CallEvent stand in groups:', () => {
  const callEvent = schemaText.getType('CallEvent');
  const fields = isObjectType(callEvent) ? Object.values(callEvent.getFields()) : [];
  const inOrder = fields.filter(({ deprecationReason }) => deprecationReason === undefined).map(({ name }) => name);
  /** Each group with the field that it begins with, as the type's description tells. */
  const groups = [...(callEvent?.description ?? '').matchAll(/([\w\s]+), from `(\w+)`/g)].map(([, name, first]) => ({
    name: name?.trim().replace(/\s+/g, ' '),
    begin: inOrder.indexOf(first ?? ''),
  }));
  const groupOf = (field: string): string | undefined =>
    groups.findLast(({ begin }) => begin <= inOrder.indexOf(field))?.name;

  test('its description names them in their order', () => {
    expect(groups.map(({ name }) => name)).toEqual([
      'identity',
      'parties',
      'times',
      'what happens',
      'SIP and the switch',
      'billing',
      'fax',
    ]);
    expect(groups.map(({ begin }) => begin)).toEqual(groups.map(({ begin }) => begin).toSorted((a, b) => a - b));
    expect(groups[0]?.begin).toBe(0);
  });

  test.each([
    ['identity', /^(id|name|cursor|msgId|\w*[cC]allId|\w*Uuid|\w*InteractionId)$/],
    ['parties', /(IdName|IdNumber|Realm|Privacy\w+)$|^(ownerId|authorizingId|presenceId|redirectedBy)$/],
    ['times', /(Seconds|Time)$|^timestamp$/],
    ['what happens', /^(hangup|transfer|conference|parking)|isposition$|State$/],
    ['SIP and the switch', /(Tag|Uri)$|^(channelLoopback|to$|from$|userAgent)/],
    ['billing', /Billing$|^(channelAuthorized|accountTrunkUsage)$/],
    ['fax', /^fax/],
  ])('%s has all that belongs there', (group, members) => {
    const found = inOrder.filter((name) => members.test(name));

    expect(found.length).toBeGreaterThan(1);
    expect(found.filter((name) => groupOf(name) !== group)).toEqual([]);
  });

  test('deprecated names come last', () => {
    const isDeprecated = fields.map(({ deprecationReason }) => deprecationReason !== undefined);

    expect(isDeprecated).toEqual(isDeprecated.toSorted((a, b) => Number(a) - Number(b)));
  });
});

describe('lists are read by what they have in common:', () => {
  test.each([
    ['Snapshot', 'takenAt'],
    ['ResumableSnapshot', 'cursor'],
    ['PagedSnapshot', 'pageInfo'],
  ])('those that are a %s are those with %s', (name, field) => {
    const abstract = schemaText.getType(name);
    const implementing = isInterfaceType(abstract) ? schemaText.getPossibleTypes(abstract) : [];

    expect(snapshots.length).toBeGreaterThan(10);
    expect(implementing.map((type) => type.name)).toEqual(
      snapshots.filter((type) => field in type.getFields()).map((type) => type.name),
    );
  });

  test('a list takes a page exactly if it tells of the next one', () => {
    const lists = Object.values(schemaText.getQueryType()?.getFields() ?? {}).filter(({ type }) =>
      getNamedType(type).name.endsWith('Snapshot'),
    );
    const paged = lists.filter(({ args }) => args.some(({ name }) => name === 'after'));
    const telling = lists.filter(
      ({ type }) => snapshots.find(({ name }) => name === getNamedType(type).name)?.getFields()['pageInfo'],
    );

    expect(paged.length).toBeGreaterThan(0);
    expect(paged.map(({ name }) => name)).toEqual(telling.map(({ name }) => name));
  });
});

test('descriptions tell what a thing is for, not what the gateway shares to show it', () => {
  const described = types.flatMap((type) => [
    { path: type.name, description: type.description },
    ...Object.values(type.getFields()).flatMap(({ name, description, args }) => [
      { path: `${type.name}.${name}`, description },
      ...args.map((argument) => ({
        path: `${type.name}.${name}(${argument.name}:)`,
        description: argument.description,
      })),
    ]),
  ]);

  expect(described.filter(({ description }) => /\bshared?\b|loaded together/i.test(description ?? ''))).toEqual([]);
});
