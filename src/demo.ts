import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createGatewayClient, liveTable } from './client/index.ts';
import { ConfigError, readConfig } from './config/config.ts';
import { settingValues } from './config/setting-values.ts';
import { type Gateway, startGateway } from './gateway/gateway.ts';
import { buildPages } from './pages/build-pages.ts';
import { startDemoEngine } from './simulator/demo/demo-engine.ts';
import { type DemoInstance, startDemoInstance } from './simulator/demo/demo-instance.ts';
import { checkPorts, portsOf } from './simulator/demo/demo-ports.ts';
import { Outage } from './simulator/demo/outage.ts';
import { KazooSimulator } from './simulator/kazoo-simulator.ts';
import { createLog } from './telemetry/log.ts';

type Settings = Readonly<Record<string, string | undefined>>;

const maxInstances = 9;
/** Settings may keep the demo from watching its own calls, which then begin without it. */
const watchWithinMs = 3_000;
/** Long enough to see what a board says meanwhile. */
const outageMs = 5_000;

const instances = readInstances(process.argv.slice(2));

/** For the demo, which has no secrets. */
const operatorToken = 'demo-operator-token';
/** The origins of a front end that is being written on this machine, whatever port it takes. */
const origins = process.env['ALLOWED_ORIGINS'] || 'http://localhost:*,http://127.0.0.1:*';

const kazoo = await KazooSimulator.start({ version: '5', hasQueues: true });
/** What runs, in the order of its start. */
const parts: (() => Promise<void>)[] = [() => kazoo.close()];
const starting = start();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
console.log('Starting: the pages are built from their sources first.');
const { gateway, others } = await starting.catch(giveUp);
await Promise.race([Promise.all(['demo', 'other'].map(watch)), delay(watchWithinMs, undefined, { ref: false })]);
kazoo.startTraffic({ callsPerMinute: 30 });
const outage = new Outage({ kazoo, lastsMs: outageMs, tell: console.log });
process.on('SIGUSR2', () => outage.begin());

/** `--instances N`: so many gateways share the events of Kazoo. */
function readInstances([option, value, ...rest]: readonly string[]): number {
  if (option === undefined) return 1;
  const count = Number(value);
  const isGood = Number.isInteger(count) && count >= 1 && count <= maxInstances;
  if (option === '--instances' && isGood && rest.length === 0) return count;
  console.error(`The demo takes --instances with a number from 1 to ${maxInstances}, or nothing.`);
  process.exit(1);
}

async function start(): Promise<{ readonly gateway: Gateway; readonly others: readonly DemoInstance[] }> {
  const settings = {
    GRAPHIQL: 'true',
    WALLBOARD: 'true',
    OPERATOR_TOKEN: operatorToken,
    INTROSPECTION: 'true',
    ...process.env,
    ALLOWED_ORIGINS: origins,
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    KAZOO_API_URL: kazoo.apiUrl,
    KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
  };
  const { host, port } = readConfig(settings);
  const ports = portsOf(instances, port);
  await checkPorts(ports, host);
  const shared = { ...settings, ...(instances > 1 ? { REDIS_URL: await startEngine() } : {}) };
  const gateway = startOwnGateway(shared);
  const others = ports.slice(1).map((next) => startInstance({ ...shared, PORT: `${next}` }));
  // What has started can be stopped, also where another one fails.
  await Promise.allSettled([gateway, ...others]);
  return { gateway: await gateway, others: await Promise.all(others) };
}

async function startOwnGateway(settings: Settings): Promise<Gateway> {
  const config = readConfig(settings);
  const gateway = await startGateway(config, createLog(config.logLevel), {
    prefilledLogin: { accountName: 'demo', username: 'demo', password: 'demo' },
    pagesFolder: await makePages(),
    settings: settingValues(settings),
  });
  parts.push(() => gateway.close());
  return gateway;
}

/** Another one, in a process of its own and without pages that are built. */
async function startInstance(settings: Settings): Promise<DemoInstance> {
  const instance = await startDemoInstance({ ...settings, WALLBOARD: 'false', OPERATOR_TOKEN: '' });
  parts.push(() => instance.stop());
  return instance;
}

/** The pages as their sources are now. */
async function makePages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kazoo-demo-'));
  parts.push(() => rm(folder, { recursive: true, force: true }));
  await buildPages(folder);
  return folder;
}

async function startEngine(): Promise<string> {
  const engine = await startDemoEngine();
  parts.push(() => engine.stop());
  return engine.url;
}

/**
 * Follows the calls of an account, as the boards of its offices do all day. Kazoo 5 lists no names:
 * whoever looked first would see calls of nobody.
 */
async function watch(name: string): Promise<void> {
  const client = createGatewayClient({
    createClient,
    webSocketImpl: WebSocket,
    url: gateway.url,
    login: { accountName: name, username: name, password: name },
    // It tries again by itself, and the gateway's log says what is wrong.
    onError: () => undefined,
  });
  parts.push(async () => client.dispose());
  const board = liveTable(client, {
    query: 'subscription { accountBoard { kind accountBoard { id } removed { id } } }',
  });
  await new Promise<void>((resolve) => {
    board.subscribe(() => {
      if (board.getSnapshot().status === 'LIVE') resolve();
    });
  });
}

/** What was started last stops first, and all the rest where one of them fails to. */
async function stop(): Promise<void> {
  for (const part of parts.splice(0).reverse()) {
    await part().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  }
}

/** Once all that is being started can be stopped. A second signal does not wait for that. */
async function end(): Promise<void> {
  await starting.catch(() => undefined); // `giveUp` tells of it.
  await stop();
  process.exit();
}

async function giveUp(error: unknown): Promise<never> {
  await stop();
  if (error instanceof ConfigError) console.error(error.explanation);
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const wallboard = new URL('/wallboard', gateway.url);
const operator = new URL('/operator', gateway.url);
const ownToken = process.env['OPERATOR_TOKEN'] || undefined;

console.log(`
The Kazoo GraphQL gateway is running in front of a simulated Kazoo with live calls.

  Open     ${wallboard}   (the wallboard: log in, and watch the calls)
           ${gateway.url}   (GraphiQL: Ctrl-Enter, log in as it is filled in, and watch calls)
           ${operator}   (for operators; the token is ${ownToken === undefined ? operatorToken : 'your OPERATOR_TOKEN'})
  Log in   account / user / password:
             demo      demo      demo        its own calls
             other     other     other       another tenant: sees nothing of demo
             reseller  reseller  reseller    may see both, with accountId

Queries to paste: the calls that are up, and what happens to them:

  subscription { calls { kind calls { id state since from { name number } to { name number } } removed { id reason } } }
  subscription { callEvents { name callId callDirection callerIdName callerIdNumber calleeIdName timestamp } }

A board of your own (npm run build, then in your project: npm install graphql-ws graphql ws, and
the file dist/kazoo-graphql-gateway-client.tgz that the build makes):

  import { createClient } from 'graphql-ws';
  import { createGatewayClient, liveTable } from 'kazoo-graphql-gateway/client';
  import { WebSocket } from 'ws'; // Browsers, and Node from 22 on, have one of their own.

  const client = createGatewayClient({
    createClient,
    webSocketImpl: WebSocket,
    url: '${gateway.url}',
    login: { accountName: 'demo', username: 'demo', password: 'demo' },
  });
  const query = 'subscription { calls { kind calls { id state from { name } to { name } } removed { id } } }';
  const board = liveTable(client, { query });
  board.subscribe(() => console.dir(board.getSnapshot(), { depth: 3 }));

Web pages from ${origins} may use it. Of others the log names each that
is refused; ALLOWED_ORIGINS=https://app.example.com npm run demo admits one.
`);

if (others.length > 0) {
  const lines = others.map(({ url, processId }) => `  ${url}   (kill -9 ${processId} ends it)`);
  console.log(`Other instances, each on the next port, share the events of Kazoo with it:

${lines.join('\n')}

When one is killed, boards at the others go on, after a gap of seconds at most. Boards at that one wait for it:
in production they come back by a proxy, which leads them to another one.
`);
}

console.log(`What a board does when Kazoo is lost: kill -USR2 ${process.pid} takes it away for ${outageMs / 1000} s.
When the gateway is lost: end the demo, and start it again. Ctrl-C ends it.
`);
