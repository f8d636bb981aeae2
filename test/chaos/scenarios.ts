import type { Scenario } from './scenario.ts';
import { clients } from './scenarios/clients.ts';
import { commands } from './scenarios/commands.ts';
import { hiddenLosses } from './scenarios/hidden-losses.ts';
import { liveCalls } from './scenarios/live-calls.ts';
import { liveLists } from './scenarios/live-lists.ts';
import { monthRollover } from './scenarios/month-rollover.ts';
import { snapshots } from './scenarios/snapshots.ts';
import { staleSockets } from './scenarios/stale-sockets.ts';
import { tokensAndClocks } from './scenarios/tokens-and-clocks.ts';
import { upstreamLoss } from './scenarios/upstream-loss.ts';

export const scenarios: readonly Scenario[] = [
  ...upstreamLoss,
  ...commands,
  ...clients,
  ...staleSockets,
  ...monthRollover,
  ...tokensAndClocks,
  ...snapshots,
  ...hiddenLosses,
  ...liveCalls,
  ...liveLists,
];
