import { expect, test } from 'vitest';
import { describeServer, logOn } from '../engines.ts';
import { Owner } from '../owner.ts';
import { RecordedLog } from '../recorded-log.ts';
import { RedisServer } from '../redis-server.ts';

const acme = 'a'.repeat(32);
const limit = { entries: 10, bytes: 1_000 };

describeServer('an engine that evicts', (program) => {
  test('does not claim to have the entries of an account that it dropped, whose head it kept', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a'));
    const epoch = await a.up();
    const owner = await Owner.of(a.log, acme);
    const [first = 0, second = 0] = await owner.append('first', 'second');

    await server.command('DEL', `{fleet}:${epoch}:log:${acme}`);

    const lost = { forgottenUntil: second, entries: [], isLast: true };
    expect(await a.log.read(acme, epoch, first, second, limit)).toEqual(lost);
    expect(await a.log.read(acme, epoch, second, second, limit)).toEqual({ entries: [], isLast: true });
    const [third = 0] = await owner.append('third');
    const kept = { entries: [{ position: third, previous: second, body: 'third' }], isLast: true };
    expect(await a.log.read(acme, epoch, first, third, limit)).toEqual({ forgottenUntil: second, ...kept });
    expect(await a.log.read(acme, epoch, first, second, limit)).toEqual(lost);
    expect(await a.log.read(acme, epoch, second, third, limit)).toEqual(kept);
  });
});
