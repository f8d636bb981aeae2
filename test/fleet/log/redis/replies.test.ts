import { expect, test } from 'vitest';
import { readInstances } from '../../../../src/fleet/log/redis/replies.ts';
import { facts } from '../recorded-log.ts';

test.each(['', 'null', 'no JSON', '[]', '{}', JSON.stringify({ ...facts, isReady: 1 })])(
  'instances are found beside one of which %j is told',
  (told) => {
    const good = JSON.stringify({ ...facts, addedLater: true });

    const found = readInstances(['a', good, 'broken', told, 'b', good]);

    expect(found.map(({ instanceId }) => instanceId)).toEqual(['a', 'b']);
  },
);
