import { ConfigError, readConfig } from './config/config.ts';
import { type Gateway, startGateway } from './gateway/gateway.ts';
import { KazooSimulator } from './simulator/kazoo-simulator.ts';
import { createLog } from './telemetry/log.ts';

const kazoo = await KazooSimulator.start({ version: '5', hasQueues: true });
kazoo.startTraffic({ callsPerMinute: 30 });

const gateway = await start();

async function start(): Promise<Gateway> {
  try {
    const config = readConfig({
      GRAPHIQL: 'true',
      INTROSPECTION: 'true',
      ...process.env,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    });
    return await startGateway(config, createLog(config.logLevel), {
      prefilledLogin: { accountName: 'demo', username: 'demo', password: 'demo' },
    });
  } catch (error) {
    await kazoo.close();
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.explanation);
    process.exit(1);
  }
}

console.log(`
The Kazoo GraphQL gateway is running in front of a simulated Kazoo with live calls.

  Open     ${gateway.url}   (GraphiQL: run the first tab to log in, the second to watch calls)
  Log in   account / user / password:
             demo      demo      demo        its own calls
             other     other     other       another tenant: sees nothing of demo
             reseller  reseller  reseller    may see both, with accountId

Queries to paste: the calls that are up, and what happens to them:

  subscription { calls { kind calls { id state since from { name number } to { name number } } removed { id reason } } }
  subscription { callEvents { name callId callDirection callerIdName callerIdNumber calleeIdName timestamp } }

The same from a program (npm install graphql-ws ws):

  import { createClient } from 'graphql-ws';
  import WebSocket from 'ws';

  const logIn = 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { authToken } }';
  async function authToken() {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ query: logIn });
    const response = await fetch('${gateway.url}', { method: 'POST', headers, body });
    return (await response.json()).data.login.authToken;
  }

  const client = createClient({
    url: '${gateway.url.replace('http', 'ws')}',
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authToken: await authToken() }),
  });
  const query = 'subscription { calls { kind calls { state from { name } to { name } } removed { id } } }';
  for await (const { data } of client.iterate({ query })) console.log(JSON.stringify(data));

Ctrl-C ends it.
`);

async function stop(): Promise<void> {
  await gateway.close();
  await kazoo.close();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stop().finally(() => process.exit(0)));
