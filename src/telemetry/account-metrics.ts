import { Gauge } from 'prom-client';
import { type Metrics, prefix } from './metrics.ts';

/** What is told of an account whose events do not come. */
export interface TroubledAccount {
  readonly accountId: string;
  readonly state: string;
  readonly since: Date;
}

/**
 * How many accounts have a series of their own, those that are worst: any number would cost
 * Prometheus.
 */
const maxAccounts = 100;
const msPerSecond = 1_000;

/** Registers the gauges of single accounts: of the worst, as many as a dashboard can show. */
export function registerAccountGauges(
  { registry, accountGaps }: Metrics,
  troubled: () => readonly TroubledAccount[],
): void {
  /** Since when accounts are in trouble, whatever its state was meanwhile. */
  let begun = new Map<string, number>();
  new Gauge({
    name: `${prefix}account_down_seconds`,
    help: 'For how long no events of an account have come, by its present state: the 100 accounts with the longest',
    labelNames: ['account', 'state'],
    registers: [registry],
    collect() {
      this.reset();
      const nowMs = Date.now();
      const accounts = troubled().map(({ accountId, state, since }) => {
        return { accountId, state, sinceMs: begun.get(accountId) ?? since.getTime() };
      });
      begun = new Map(accounts.map(({ accountId, sinceMs }) => [accountId, sinceMs]));
      const worst = accounts.toSorted((a, b) => a.sinceMs - b.sinceMs).slice(0, maxAccounts);
      for (const { accountId, state, sinceMs } of worst)
        this.set({ account: accountId, state }, Math.max(0, nowMs - sinceMs) / msPerSecond);
    },
  });
  new Gauge({
    name: `${prefix}account_recent_gaps`,
    help: 'Gaps of an account in the last ten minutes, by reason: the 100 accounts with most; no month that turned',
    labelNames: ['account', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      const worst = accountGaps.recent.filter(({ gaps }) => gaps > 0).toSorted((a, b) => b.gaps - a.gaps);
      for (const { accountId, reason, gaps } of worst.slice(0, maxAccounts))
        this.set({ account: accountId, reason }, gaps);
    },
  });
}
