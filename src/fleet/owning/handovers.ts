import type { FleetLog } from '../log/fleet-log.ts';

/** What instances say to each other about an account that changes hands. */
type HandoverMessage =
  /** Get ready to own the account. */
  | { readonly kind: 'prepare'; readonly accountId: string }
  /** Its connection brings everything by now. */
  | { readonly kind: 'ready'; readonly accountId: string };

/** An account as a handover needs it. */
export interface HandedAccount {
  prepare(): Promise<void>;
  /** Undefined where this instance is not the owner. */
  readonly owned: { readonly standbyId: string | undefined; handOver(instanceId: string): Promise<void> } | undefined;
}

type HandoverLog = Pick<FleetLog, 'instanceId' | 'instances' | 'wants' | 'send'>;

/** By instance that is ready to take accounts, how many it owns. */
type Loads = Map<string, number>;

/**
 * So many accounts change hands at a time. Each takes more than a second and costs Kazoo a
 * connection, of which a successor begins fifty a second: it is ready long before `readyTimeoutMs`.
 */
const maxAtATime = 100;
/** Where a successor is not ready in that time, the account is released without one. */
const readyTimeoutMs = 12_000;

/**
 * Hands accounts over to other instances without a gap: the successor opens its own connection
 * first. One that is lost on the way is taken over as after a death: with a gap.
 */
export class Handovers {
  readonly #log: HandoverLog;
  readonly #accountOf: (accountId: string) => HandedAccount;
  readonly #onFault: (error: unknown) => void;
  #underWay = 0;
  #isClosed = false;
  /** Those that wait for a successor to be ready. */
  readonly #ready = new Map<string, (isReady: boolean) => void>();

  /** @param accountOf the account with this id, which is made where there is none */
  constructor(log: HandoverLog, accountOf: (accountId: string) => HandedAccount, onFault: (error: unknown) => void) {
    this.#log = log;
    this.#accountOf = accountOf;
    this.#onFault = onFault;
  }

  /**
   * Hands all these accounts over: each to an instance that wants it, and has a token for it, or to
   * any. Resolves when that is done as far as it can be.
   *
   * @throws what the log throws.
   */
  handOver(accountIds: readonly string[]): Promise<void> {
    return this.#handOverAll(accountIds, (wanting, all) => (wanting.length > 0 ? wanting : all));
  }

  /**
   * Hands over these accounts to instances that want them; those that none wants stay. Resolves
   * when that is done as far as it can be.
   *
   * @throws what the log throws.
   */
  handOverToWanting(accountIds: readonly string[]): Promise<void> {
    return this.#handOverAll(accountIds, (wanting) => wanting);
  }

  async #handOverAll(
    accountIds: readonly string[],
    choose: (wanting: readonly string[], all: readonly string[]) => readonly string[],
  ): Promise<void> {
    const waiting = [...accountIds];
    const loads = await this.#loads();
    const worker = async (): Promise<void> => {
      for (let accountId = waiting.shift(); accountId !== undefined; accountId = waiting.shift()) {
        const { byInstance } = await this.#log.wants(accountId);
        if (this.#isClosed) return;
        const all = [...loads.keys()];
        const wanting = all.filter((instanceId) => byInstance.has(instanceId));
        const { standbyId } = this.#accountOf(accountId).owned ?? {};
        const chosen = choose(wanting, all);
        // Its connection is open already.
        const successor = chosen.find((instanceId) => instanceId === standbyId) ?? leastLoaded(chosen, loads);
        if (successor === undefined) continue;
        loads.set(successor, (loads.get(successor) ?? 0) + 1);
        await this.#handOverTo(successor, accountId).catch(this.#onFault);
      }
    };
    this.#underWay += 1;
    try {
      await Promise.all(Array.from({ length: maxAtATime }, worker));
    } finally {
      this.#underWay -= 1;
    }
  }

  async #loads(): Promise<Loads> {
    const instances = await this.#log.instances();
    const ready = instances.filter(({ instanceId, isReady }) => isReady && instanceId !== this.#log.instanceId);
    return new Map(ready.map(({ instanceId, ownedAccounts }) => [instanceId, ownedAccounts]));
  }

  /** Whether accounts are being handed over. */
  get areUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Waits for no successor any more, and hands nothing more over. */
  close(): void {
    this.#isClosed = true;
    for (const resolve of this.#ready.values()) resolve(false);
  }

  /** What another instance sent; anything else than a message of a handover is ignored. */
  receive(from: string, text: string): void {
    const message = readMessage(text);
    if (message?.kind === 'prepare') void this.#prepare(from, message.accountId).catch(this.#onFault);
    else if (message?.kind === 'ready') this.#ready.get(`${from} ${message.accountId}`)?.(true);
  }

  async #handOverTo(successor: string, accountId: string): Promise<void> {
    const key = `${successor} ${accountId}`;
    let timer: NodeJS.Timeout | undefined;
    const ready = new Promise<boolean>((resolve) => {
      this.#ready.set(key, resolve);
      timer = setTimeout(() => resolve(false), readyTimeoutMs);
    });
    try {
      await this.#say(successor, { kind: 'prepare', accountId });
      if (await ready) await this.#accountOf(accountId).owned?.handOver(successor);
    } finally {
      clearTimeout(timer);
      this.#ready.delete(key);
    }
  }

  async #prepare(from: string, accountId: string): Promise<void> {
    await this.#accountOf(accountId).prepare();
    await this.#say(from, { kind: 'ready', accountId });
  }

  #say(instanceId: string, message: HandoverMessage): Promise<void> {
    return this.#log.send(instanceId, JSON.stringify(message));
  }
}

function leastLoaded(instanceIds: readonly string[], loads: Loads): string | undefined {
  return [...instanceIds].sort((one, other) => (loads.get(one) ?? 0) - (loads.get(other) ?? 0))[0];
}

/** Undefined for what no instance says: perhaps one of a later version does. */
function readMessage(text: string): HandoverMessage | undefined {
  try {
    const { kind, accountId } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    const isSaid = (kind === 'prepare' || kind === 'ready') && typeof accountId === 'string';
    return isSaid ? { kind, accountId } : undefined;
  } catch {
    return undefined;
  }
}
