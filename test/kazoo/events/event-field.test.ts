import { describe, expect, test } from 'vitest';
import { documentEventFields } from '../../../src/kazoo/events/document-event-fields.ts';
import {
  type EventField,
  firstOf,
  flag,
  json,
  text,
  texts,
  time,
  whole,
  within,
} from '../../../src/kazoo/events/event-field.ts';

const unreadable = undefined;

describe.each<[string, EventField, ReadonlyArray<readonly [unknown, unknown]>]>([
  [
    'text',
    text('x'),
    [
      ['a', 'a'],
      ['', ''],
      [7, '7'],
      [true, 'true'],
      [{}, unreadable],
      [['a'], unreadable],
      [Number.POSITIVE_INFINITY, unreadable],
    ],
  ],
  [
    'texts',
    texts('x'),
    [
      [
        ['a', 1],
        ['a', '1'],
      ],
      ['a', ['a']],
      [[], []],
      [[{}], unreadable],
      [[null], unreadable],
    ],
  ],
  [
    'whole',
    whole('x'),
    [
      [87, 87],
      ['87', 87],
      ['-1', -1],
      ['6.9', 6],
      [2_147_483_647, 2_147_483_647],
      [2_147_483_648, unreadable],
      ['eight', unreadable],
      ['', unreadable],
      ['1e3', unreadable],
      [true, unreadable],
    ],
  ],
  [
    'flag',
    flag('x'),
    [
      [true, true],
      ['true', true],
      ['yes', true],
      [false, false],
      ['false', false],
      ['no', false],
      ['maybe', unreadable],
      [1, unreadable],
    ],
  ],
  [
    'time',
    time('x'),
    [
      [63_877_485_845, new Date('2024-03-12T18:04:05.000Z')],
      ['63877485845', new Date('2024-03-12T18:04:05.000Z')],
      ['1710266645098765', new Date('2024-03-12T18:04:05.098Z')],
      ['2024-03-12T18:04:05Z', new Date('2024-03-12T18:04:05.000Z')],
      [0, unreadable],
      ['yesterday', unreadable],
    ],
  ],
  ['json', json('x'), [[{ a: [1] }, { a: [1] }]]],
  [
    'within',
    within('x', text('y')),
    [
      [{ y: 'a' }, 'a'],
      [{}, null],
      ['a', unreadable],
      [[], unreadable],
    ],
  ],
  [
    'firstOf',
    firstOf(text('x'), text('y')),
    [
      ['a', 'a'],
      [{}, unreadable],
    ],
  ],
])('%s', (_, field, cases) => {
  test.each(cases)('reads %o as %o', (value, expected) => {
    expect(field({ x: value })).toEqual(expected);
  });

  test('is null when Kazoo left it out', () => {
    expect(field({})).toBeNull();
    expect(field({ x: null })).toBeNull();
  });
});

test('the second place counts when the first holds nothing', () => {
  expect(firstOf(text('x'), text('y'))({ y: 'b' })).toBe('b');
});

describe('the dates of a document', () => {
  const earlier = 63_874_893_845;
  const later = 63_877_485_845;

  test.each([
    ['swapped, as Kazoo sends them', { date_created: later, date_modified: earlier }],
    ['right, should a version ever send them so', { date_created: earlier, date_modified: later }],
  ])('are right when they come %s', (_, data) => {
    expect(documentEventFields.dateCreated(data)).toEqual(new Date('2024-02-11T18:04:05.000Z'));
    expect(documentEventFields.dateModified(data)).toEqual(new Date('2024-03-12T18:04:05.000Z'));
  });

  test('are taken for swapped when one comes alone', () => {
    expect(documentEventFields.dateModified({ date_created: later })).toEqual(new Date('2024-03-12T18:04:05.000Z'));
    expect(documentEventFields.dateCreated({ date_created: later })).toBeNull();
  });
});
