import { expect, test } from 'vitest';
import { encodeEntry } from '../../../src/fleet/entries/account-entry.ts';
import { FormatChoice } from '../../../src/fleet/entries/format-choice.ts';
import { laterFormats } from '../harness/later-format.ts';
import { describeEngines } from './engines.ts';
import { Owner } from './owner.ts';

const acme = 'a'.repeat(32);
const begin = { kind: 'begin', binding: 'call.*.*' } as const;

describeEngines('entries of two versions', (open) => {
  test('are written in the latest that every instance announces, as they come and go', async () => {
    await using engine = open();
    const later = await engine.instance(undefined, 2);
    await later.log.follow(acme);
    const owner = await Owner.of(later.log, acme);
    const format = new FormatChoice(laterFormats);
    const write = async (): Promise<void> => {
      const instances = await later.log.instances();
      format.agree(instances.map(({ entryVersion }) => entryVersion));
      await owner.append(format.encode(begin));
    };

    await write();
    const earlier = await engine.instance();
    await write();
    await earlier.log.close();
    await write();

    await later.until(() => later.bodiesOf(acme).length === 3);
    const bodies = later.bodiesOf(acme);
    const text = encodeEntry(begin);
    expect(bodies).toEqual([`2 ${JSON.stringify([text])}`, text, `2 ${JSON.stringify([text])}`]);
    expect(bodies.map((body) => format.decode(body))).toEqual([begin, begin, begin]);
  });
});
