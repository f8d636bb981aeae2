import { parseArgs } from 'node:util';

/** What `npm run chaos` was asked for cannot be done; its message says why. */
export class UsageError extends Error {}

export interface ChaosOptions {
  readonly plays: 'scenarios' | 'soak' | 'fleet';
  readonly seed: number;
  readonly minutes: number;
  readonly rounds: number;
  /** Only what has this text in its name. */
  readonly only: string;
  /** The folder for profiles of the gateways that are attacked, or stopped in a fleet. */
  readonly profile: string | undefined;
  /** Of a fleet, in place of its scenarios' own. */
  readonly load: { readonly clients?: number; readonly eventsPerSecond?: number; readonly accounts?: number };
}

export const usage = `Usage: npm run chaos -- [options]

Breaks the gateway again and again, attacks it, and judges what its clients see.

  --seed N       the seed of the first run; the same makes the same choices. Default: of the clock
  --minutes M    for how long. Default: 1, and 30 with --soak
  --rounds N     how much is done in one run. Default: 8, and 2 with --fleet
  --only TEXT    only the scenarios and attacks with this text in their names
  --profile DIR  where to write what the gateways spend their time on that are attacked, or stopped in a fleet
  --soak         clients come and go, and the heap must stay flat. Its first 5 minutes are not judged
  --fleet        three gateways on one Redis, which must be installed, in processes of their own
  --clients N    of a fleet, in place of its scenarios' own
  --events N     a second, of a fleet, in place of its scenarios' own
  --accounts N   over which a fleet's clients and events are spread. Default: 1
  --help         this text
`;

const usualMinutes = { scenarios: 1, soak: 30, fleet: 1 };
const usualRounds = { scenarios: 8, soak: 8, fleet: 2 };
const seeds = 1_000_000;

/** Returns undefined when only the usage is asked for. @throws UsageError */
export function readOptions(args: readonly string[]): ChaosOptions | undefined {
  const { help, soak, fleet, only, profile, ...texts } = readFlags(args);
  if (help) return undefined;
  if (soak && fleet) throw new UsageError('--soak and --fleet are runs of their own; give one of them.');
  const plays = soak ? 'soak' : fleet ? 'fleet' : 'scenarios';
  const [clients, eventsPerSecond] = [positive('clients', texts.clients), positive('events', texts.events)];
  const accounts = positive('accounts', texts.accounts);
  if (!fleet && (clients ?? eventsPerSecond ?? accounts) !== undefined)
    throw new UsageError('--clients, --events and --accounts are those of a fleet; give --fleet, too.');
  return {
    plays,
    seed: whole('seed', texts.seed) ?? Date.now() % seeds,
    minutes: positive('minutes', texts.minutes) ?? usualMinutes[plays],
    rounds: whole('rounds', texts.rounds) ?? usualRounds[plays],
    only,
    profile,
    load: {
      ...(clients === undefined ? {} : { clients }),
      ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }),
      ...(accounts === undefined ? {} : { accounts }),
    },
  };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        soak: { type: 'boolean', default: false },
        fleet: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        profile: { type: 'string' },
        seed: { type: 'string' },
        minutes: { type: 'string' },
        rounds: { type: 'string' },
        clients: { type: 'string' },
        events: { type: 'string' },
        accounts: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new UsageError(`--${name} must be a number above 0.`);
  return value;
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number.`);
  return Number(text);
}
