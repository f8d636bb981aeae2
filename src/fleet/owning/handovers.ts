import type { FleetLog } from '../log/fleet-log.ts';
import type { OwnedAccount } from './owned-account.ts';

/** What instances say to each other about an account that changes hands. */
type HandoverMessage =
  /** Get ready to own the account. */
  | { readonly kind: 'prepare'; readonly accountId: string }
  /** Its connection brings everything by now. */
  | { readonly kind: 'ready'; readonly accountId: string }
  /** This instance takes nothing over: it is about to stop, too, or serves by itself. */
  | { readonly kind: 'refused'; readonly accountId: string };

/** What a successor answers; `late`: nothing in time. */
type Readiness = 'ready' | 'refused' | 'late';

/** An account as a handover needs it. */
export interface HandedAccount {
  /** Resolves to false where it was asked for again before it was ready. */
  prepare(): Promise<boolean>;
  /** Undefined where this instance is not the owner. */
  readonly owned: Pick<OwnedAccount, 'standbyId' | 'holdWants' | 'overlap' | 'handOver'> | undefined;
}

type HandoverLog = Pick<FleetLog, 'instanceId' | 'instances' | 'wants' | 'send'>;

/** By instance that is ready to take accounts, how many it owns. */
type Loads = Map<string, number>;

/** Who may take an account, of those that want it, and of all. */
type Choice = (wanting: readonly string[], all: readonly string[]) => readonly string[];

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
  readonly #ready = new Map<string, (readiness: Readiness) => void>();

  /** @param accountOf the account with this id, which is made where there is none */
  constructor(log: HandoverLog, accountOf: (accountId: string) => HandedAccount, onFault: (error: unknown) => void) {
    this.#log = log;
    this.#accountOf = accountOf;
    this.#onFault = onFault;
  }

  /**
   * Hands all accounts over that are owned, and those that come meanwhile: each to an instance that
   * wants it, and has a token for it, or to any. Resolves when that is done as far as it can be.
   *
   * @throws what the log throws.
   */
  async handOver(owned: () => readonly string[]): Promise<void> {
    const handed = new Set<string>();
    for (let due = owned(); due.length > 0; due = owned().filter((accountId) => !handed.has(accountId))) {
      await this.#handOverAll(due, (wanting, all) => (wanting.length > 0 ? wanting : all));
      for (const accountId of due) handed.add(accountId);
    }
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

  async #handOverAll(accountIds: readonly string[], choose: Choice): Promise<void> {
    const waiting = [...accountIds];
    const loads = await this.#loads();
    const worker = async (): Promise<void> => {
      for (let accountId = waiting.shift(); accountId !== undefined; accountId = waiting.shift())
        await this.#handOverOne(accountId, loads, choose);
    };
    this.#underWay += 1;
    try {
      await Promise.all(Array.from({ length: maxAtATime }, worker));
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Successors that refuse are asked for nothing more. */
  async #handOverOne(accountId: string, loads: Loads, choose: Choice): Promise<void> {
    const { byInstance } = await this.#log.wants(accountId);
    while (!this.#isClosed) {
      const all = [...loads.keys()];
      const wanting = all.filter((instanceId) => byInstance.has(instanceId));
      const { standbyId } = this.#accountOf(accountId).owned ?? {};
      const chosen = choose(wanting, all);
      // Its connection is open already.
      const successor = chosen.find((instanceId) => instanceId === standbyId) ?? leastLoaded(chosen, loads);
      if (successor === undefined) return;
      loads.set(successor, (loads.get(successor) ?? 0) + 1);
      if ((await this.#handOverTo(successor, accountId).catch(this.#onFault)) !== 'refused') return;
      loads.delete(successor);
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
    for (const resolve of this.#ready.values()) resolve('late');
  }

  /** What another instance sent; anything else than a message of a handover is ignored. */
  receive(from: string, text: string): void {
    const message = readMessage(text);
    if (message?.kind === 'prepare') void this.#prepare(from, message.accountId).catch(this.#onFault);
    else if (message !== undefined) this.#ready.get(`${from} ${message.accountId}`)?.(message.kind);
  }

  async #handOverTo(successor: string, accountId: string): Promise<Readiness> {
    const { owned } = this.#accountOf(accountId);
    if (owned === undefined) return 'late';
    // What nobody has yet is the successor's to subscribe: it was ready before, for what was wanted then.
    const goOn = owned.holdWants();
    try {
      const readiness = await this.#untilReady(successor, accountId);
      if (readiness !== 'ready') return readiness;
      await owned.overlap();
      if (!(await this.#loads()).has(successor)) return 'refused';
      await owned.handOver(successor);
      return readiness;
    } finally {
      goOn();
    }
  }

  async #untilReady(successor: string, accountId: string): Promise<Readiness> {
    const key = `${successor} ${accountId}`;
    let timer: NodeJS.Timeout | undefined;
    const ready = new Promise<Readiness>((resolve) => {
      this.#ready.set(key, resolve);
      timer = setTimeout(() => resolve('late'), readyTimeoutMs);
    });
    try {
      await this.#say(successor, { kind: 'prepare', accountId });
      return await ready;
    } finally {
      clearTimeout(timer);
      this.#ready.delete(key);
    }
  }

  async #prepare(from: string, accountId: string): Promise<void> {
    try {
      // Whoever has asked again is answered once.
      if (!(await this.#accountOf(accountId).prepare())) return;
    } catch (error) {
      await this.#say(from, { kind: 'refused', accountId });
      throw error;
    }
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
    const isSaid = (kind === 'prepare' || kind === 'ready' || kind === 'refused') && typeof accountId === 'string';
    return isSaid ? { kind, accountId } : undefined;
  } catch {
    return undefined;
  }
}
