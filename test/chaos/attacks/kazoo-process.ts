/** The process of the Kazoo behind a gateway that is attacked. */
import { z } from 'zod';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { answerCalls } from '../../bench/child-calls.ts';

const tokenOptions = z.object({ account: z.string(), lifetimeSeconds: z.number() });
const callOptions = z.object({ account: z.string(), event: z.string(), callId: z.string() });
const slowPath = z.object({ path: z.string(), longestMs: z.number() });

let running: KazooSimulator | undefined;

function kazoo(): KazooSimulator {
  if (running === undefined) throw new Error('Start it first.');
  return running;
}

answerCalls({
  async start(options): Promise<object> {
    running = await KazooSimulator.start({ ...z.looseObject({}).parse(options), version: '5' });
    const { apiUrl, blackholeUrl } = running;
    return { apiUrl, blackholeUrl };
  },

  /** Of the user that has the account's name. */
  token(options): string {
    const { account, lifetimeSeconds } = tokenOptions.parse(options);
    const { directory } = kazoo();
    const accountId = directory.account(account).id;
    return kazoo().issueToken({ accountId, ownerId: directory.user(account, account).id, lifetimeSeconds });
  },

  publishCall(options): void {
    const { account, event, callId } = callOptions.parse(options);
    kazoo().publishCall(kazoo().directory.account(account).id, event, { call_id: callId });
  },

  /** Lets requests to these paths take up to `longestMs` from now on. */
  takeTimeFor(options): void {
    const { path, longestMs } = slowPath.parse(options);
    const { faults } = kazoo().crossbar;
    const which = { path: new RegExp(path) };
    let release = faults.hold(which);
    setInterval(() => {
      const answer = release;
      release = faults.hold(which);
      answer();
    }, longestMs);
  },

  openSockets: () => kazoo().openSockets,
});
