import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeServer, logOn } from '../engines.ts';
import { Owner } from '../owner.ts';
import { RecordedLog } from '../recorded-log.ts';
import { RedisServer } from '../redis-server.ts';

const acme = 'a'.repeat(32);
const guide = readFileSync('src/deploy/README.md', 'utf8');

/** The words of the command that the operators' guide has. */
function userCommand(password: string): readonly string[] {
  const [, command = ''] = /(ACL SETUSER .+)/.exec(guide) ?? [];
  return command.replace('PASSWORD', password).split(' ');
}

describeServer('a user of the engine as the guide creates it', (program) => {
  test('may do all that a fleet needs, within its prefix, and nothing else', async () => {
    await using server = await RedisServer.start(program);
    await server.command(...userCommand('secret'));
    const url = server.url.replace('://', '://gateway:secret@');
    await using a = new RecordedLog(logOn(url, 'a', { prefix: 'kg:privacy', maxLogBytes: 1 }));
    await using b = new RecordedLog(logOn(url, 'b', { prefix: 'kg:privacy' }));
    await using stranger = new RecordedLog(logOn(url, 'c', { prefix: 'another' }));
    const epoch = await a.up();
    await b.up();

    await b.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append({ body: 'one', begins: ['call.*.*'] }, 'two');
    await a.log.beat([owner]);
    await owner.append({ body: 'three', ends: ['call.*.*'] });
    await owner.send(owner.batch([], { keepAfter: position }));
    await b.log.want(acme, [{ binding: 'call.*.*', via: [] }], ['fax.*']);
    await a.log.wants(acme);
    await b.log.read(acme, epoch, owner.previous, owner.previous, { entries: 1, bytes: 1 });
    await Promise.all([a.log.heads([acme]), a.log.leases([acme]), a.log.instances()]);
    const fence = await a.log.transfer(acme, owner.fence, 'b');
    await b.log.release(acme, fence ?? 0);
    await a.log.send('b', 'a message');
    await a.log.broadcast('to all');
    await a.log.renewEpoch(epoch);
    await b.until(() => b.of('onUp').length === 2);
    b.log.unfollow(acme);

    await b.until(() => b.of('onMessage').length === 1 && b.of('onBroadcast').length === 1);
    expect([a.of('onDown'), b.of('onDown')]).toEqual([[], []]);
    await stranger.until(() => stranger.of('onDown').length === 1);
    expect(stranger.of('onDown')[0]?.[0]).toContain('NOPERM');
  });
});
