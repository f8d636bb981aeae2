import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { createAuth } from '../../../src/gateway/auth.ts';
import { Crossbar } from '../../../src/kazoo/crossbar/crossbar.ts';
import { KazooClock } from '../../../src/kazoo/kazoo-clock.ts';
import { LoginLimits } from '../../../src/limits/logins/login-limits.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { usualLimits } from '../../kazoo/harness/rest-server.ts';
import { unsignedToken } from '../../kazoo/harness/unsigned-token.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const bytesPerToken = 8_000;
const accountId = 'a'.repeat(32);

/** A Kazoo that accepts no token. */
async function startRefusingKazoo() {
  const refusal = JSON.stringify({ status: 'error', error: '401', message: 'invalid credentials', data: {} });
  const server = createServer((_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end(refusal);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const crossbar = new Crossbar({ ...usualLimits, apiUrl: `http://127.0.0.1:${port}/v2` });
  return {
    crossbar,
    async [Symbol.asyncDispose]() {
      await crossbar.close();
      server.close();
    },
  };
}

test('tokens that Kazoo refuses take no memory once they are answered', async () => {
  await using kazoo = await startRefusingKazoo();
  const auth = createAuth({
    config: readConfig({}),
    crossbar: kazoo.crossbar,
    clock: new KazooClock(() => undefined),
    loginLimits: new LoginLimits({
      maxAttemptsPerUser: 1,
      maxAttemptsPerIp: 1,
      maxAttemptsPerAccount: 1,
      windowMs: 1,
      maxWaitMs: 1,
      onLimited: () => undefined,
    }),
    clients: { onLogin: () => undefined },
    log: createLog('silent'),
    onError: () => undefined,
  });
  const codes = new Set<string>();
  let made = 0;
  const present = async (tokens: number) => {
    for (let index = 0; index < tokens; index += 1) {
      made += 1;
      const token = unsignedToken({
        iss: 'kazoo',
        account_id: accountId,
        junk: `${made}`.padEnd(0.74 * bytesPerToken),
      });
      const session = auth.sessions.open({ onSessionEnded: () => undefined });
      const clientInfo = { clientIp: '192.0.2.1' };
      // Without `expect`, which would keep what it has seen until the end of the test.
      codes.add((await rejectionOf(() => auth.signIn.confirm(session, token, clientInfo))).code);
      await auth.signIn.present(session, token, clientInfo);
      codes.add((await rejectionOf(auth.accountAccess.verify(token, accountId, clientInfo))).code);
      session.close();
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  const before = await present(50);
  const after = await present(200);

  expect([...codes]).toEqual(['UNAUTHENTICATED']);
  expect(after - before).toBeLessThan((200 * bytesPerToken) / 2);
  auth.close();
});
