import type { FleetLog, Instance } from '../log/fleet-log.ts';
import type { OwnedAccount } from './owned-account.ts';
import { standbyMessage } from './standby-message.ts';

/** What the engine keeps of it may be lost. */
const nameAgainMs = 60_000;
/** The message that names a standby may be lost: it is told again what it is the standby of. */
const tellAgainMs = 3_000;
/** Of how many accounts one message tells. */
const accountsPerMessage = 500;
/** Before one that wants the account takes the place of one that does not: clients come and go. */
const settledMs = 30_000;
/** So many are named at a time: each costs Kazoo a connection. */
const mostAtATime = 500;

/** By instance that can be a standby, how many accounts it has to do with. */
type Loads = Map<string, number>;

/** Sees to it that each account of an owner has a standby, while there is another instance. */
export class Standbys {
  readonly #log: Pick<FleetLog, 'instanceId' | 'instances' | 'appoint' | 'send'>;
  readonly #onFault: (error: unknown) => void;
  #isKeeping = false;
  #toldAtMs = performance.now();

  constructor(log: Pick<FleetLog, 'instanceId' | 'instances' | 'appoint' | 'send'>, onFault: (error: unknown) => void) {
    this.#log = log;
    this.#onFault = onFault;
  }

  /** Names a standby for each account that has none, or not the one it should. Does not reject. */
  async keep(owned: readonly OwnedAccount[]): Promise<void> {
    if (this.#isKeeping || owned.length === 0) return;
    this.#isKeeping = true;
    try {
      await this.#appoint(owned, await this.#log.instances());
      await this.#tellAgain(owned);
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#isKeeping = false;
    }
  }

  async #appoint(owned: readonly OwnedAccount[], instances: readonly Instance[]): Promise<void> {
    const others = instances.filter(({ instanceId, isReady }) => isReady && instanceId !== this.#log.instanceId);
    const loads: Loads = new Map(
      others.map(({ instanceId, ownedAccounts, standbyAccounts = 0 }) => [instanceId, ownedAccounts + standbyAccounts]),
    );
    const due = owned.flatMap((account) => {
      const standbyId = standbyFor(account, loads);
      // One that serves by itself forgets what it was named for.
      if (account.standbyId !== undefined && !loads.has(account.standbyId)) account.doubtStandby();
      if (standbyId === undefined) return [];
      if (standbyId !== account.standbyId) loads.set(standbyId, (loads.get(standbyId) ?? 0) + 1);
      return [{ account, standbyId }];
    });
    await Promise.all(due.slice(0, mostAtATime).map(({ account, standbyId }) => this.#name(account, standbyId)));
  }

  /** Those that follow an account look at its lease each second. */
  async #tellAgain(owned: readonly OwnedAccount[]): Promise<void> {
    if (performance.now() - this.#toldAtMs < tellAgainMs) return;
    this.#toldAtMs = performance.now();
    const byStandby = new Map<string, string[]>();
    for (const account of owned) {
      const { accountId, standbyId } = account;
      if (standbyId === undefined || account.isWantedBy(standbyId)) continue;
      const accountIds = byStandby.get(standbyId) ?? [];
      byStandby.set(standbyId, accountIds);
      accountIds.push(accountId);
    }
    for (const [standbyId, accountIds] of byStandby) {
      while (accountIds.length > 0)
        await this.#log.send(standbyId, standbyMessage(accountIds.splice(0, accountsPerMessage)));
    }
  }

  async #name(account: OwnedAccount, standbyId: string): Promise<void> {
    const isNamed = await this.#log.appoint(account.accountId, account.fence, standbyId);
    if (isNamed) account.noteStandby(standbyId);
  }
}

/** Who is to be named as the account's standby now, if anybody. */
function standbyFor(account: OwnedAccount, loads: Loads): string | undefined {
  const { standbyId, standbyNamedMs } = account;
  // Without an API key only those that have clients for the account have a token for it.
  const wanting = [...loads.keys()].filter((instanceId) => account.isWantedBy(instanceId));
  const suited = wanting.length > 0 ? wanting : [...loads.keys()];
  if (standbyId !== undefined && loads.has(standbyId)) {
    const isSettled = suited.includes(standbyId) || standbyNamedMs < settledMs;
    if (isSettled) return standbyNamedMs < nameAgainMs ? undefined : standbyId;
  }
  return suited.sort((one, other) => (loads.get(one) ?? 0) - (loads.get(other) ?? 0))[0];
}
