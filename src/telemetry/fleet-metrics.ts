import { Counter, Gauge, Histogram } from 'prom-client';
import { type Metrics, prefix } from './metrics.ts';

/** What an instance of a fleet tells when metrics are collected. */
export interface FleetNumbers {
  readonly mode: string;
  /** How many are alive, this one among them; 0 while it serves by itself. Must not reject. */
  readonly instances: () => Promise<number>;
  /** Accounts, by what this instance is to them. */
  readonly roles: Readonly<Record<string, number>>;
  /** Accounts of others that it would take over at once, by whether it could. */
  readonly standbys: Readonly<Record<string, number>>;
  readonly appendedEntries: number;
  readonly readEntries: number;
  readonly backlogBytes: number;
  readonly soloMs: number;
}

export interface FleetMetrics {
  readonly lag: Histogram;
}

const modes = ['starting', 'fleet', 'waiting', 'solo'];
const secondsOfLag = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const msPerSecond = 1_000;

/** Registers what only a gateway has that shares events with others. */
export function createFleetMetrics({ registry }: Metrics, numbers: () => FleetNumbers): FleetMetrics {
  const registers = [registry];
  new Gauge({
    name: `${prefix}fleet_accounts`,
    help: 'Accounts, by what this instance is to them: their owner, a follower, or solo',
    labelNames: ['role'],
    registers,
    collect() {
      for (const [role, accounts] of Object.entries(numbers().roles)) this.set({ role }, accounts);
    },
  });
  new Gauge({
    name: `${prefix}fleet_standby_accounts`,
    help: 'Accounts of which this instance is the standby: ready to replace their owner, or preparing for it',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, accounts] of Object.entries(numbers().standbys)) this.set({ state }, accounts);
    },
  });
  new Gauge({
    name: `${prefix}fleet_mode`,
    help: '1 for what this instance is now: starting, fleet, waiting (for the engine) or solo; 0 for the others',
    labelNames: ['mode'],
    registers,
    collect() {
      const { mode: present } = numbers();
      for (const mode of modes) this.set({ mode }, mode === present ? 1 : 0);
    },
  });
  new Gauge({
    name: `${prefix}fleet_instances`,
    help: 'Instances of the fleet that are alive as this one sees it, itself included; 0 while it serves by itself',
    registers,
    async collect() {
      this.set(await numbers().instances());
    },
  });
  new Gauge({
    name: `${prefix}fleet_backlog_bytes`,
    help: 'Bytes of entries that this instance has not written to the log yet',
    registers,
    collect() {
      this.set(numbers().backlogBytes);
    },
  });
  const total = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `${prefix}${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  total(
    'fleet_appended_entries_total',
    'Entries that this instance wrote to the log, as the owner of an account',
    () => numbers().appendedEntries,
  );
  total(
    'fleet_read_entries_total',
    'Entries of the log that came to this instance, its own included',
    () => numbers().readEntries,
  );
  total(
    'fleet_solo_seconds_total',
    'Time for which this instance served by itself',
    () => numbers().soloMs / msPerSecond,
  );
  return {
    lag: new Histogram({
      name: `${prefix}fleet_lag_seconds`,
      help: "From an entry's place in the log until it came here, by the clocks of the engine and of this machine",
      buckets: secondsOfLag,
      registers,
    }),
  };
}
