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
  handOver(instanceId: string): Promise<void>;
}

/** So many accounts change hands at a time: each costs Kazoo a connection. */
const maxAtATime = 20;
/** Where a successor is not ready in that time, the account is released without one. */
const readyTimeoutMs = 12_000;

/**
 * Hands accounts over to other instances without a gap: the successor opens its own connection
 * first. One that is lost on the way is taken over as after a death: with a gap.
 */
export class Handovers {
  readonly #log: Pick<FleetLog, 'instanceId' | 'instances' | 'send'>;
  readonly #accountOf: (accountId: string) => HandedAccount;
  readonly #onFault: (error: unknown) => void;
  /** Those that wait for a successor to be ready. */
  readonly #ready = new Map<string, (isReady: boolean) => void>();

  /** @param accountOf the account with this id, which is made where there is none */
  constructor(
    log: Pick<FleetLog, 'instanceId' | 'instances' | 'send'>,
    accountOf: (accountId: string) => HandedAccount,
    onFault: (error: unknown) => void,
  ) {
    this.#log = log;
    this.#accountOf = accountOf;
    this.#onFault = onFault;
  }

  /**
   * Hands all these accounts over. Resolves when that is done as far as it can be.
   *
   * @throws what the log throws.
   */
  async handOver(accountIds: readonly string[]): Promise<void> {
    const waiting = [...accountIds];
    const loads = new Map<string, number>();
    for (const { instanceId, isReady, ownedAccounts } of await this.#log.instances()) {
      if (isReady && instanceId !== this.#log.instanceId) loads.set(instanceId, ownedAccounts);
    }
    if (loads.size === 0) return;
    const worker = async (): Promise<void> => {
      for (let accountId = waiting.shift(); accountId !== undefined; accountId = waiting.shift()) {
        const [successor] = [...loads].reduce((least, other) => (other[1] < least[1] ? other : least));
        loads.set(successor, (loads.get(successor) ?? 0) + 1);
        await this.#handOverTo(successor, accountId).catch(this.#onFault);
      }
    };
    await Promise.all(Array.from({ length: maxAtATime }, worker));
  }

  /** What another instance sent; anything else than a message of a handover is ignored. */
  receive(from: string, text: string): void {
    const message = readMessage(text);
    if (message?.kind === 'prepare') void this.#prepare(from, message.accountId).catch(this.#onFault);
    else if (message?.kind === 'ready') this.#ready.get(`${from} ${message.accountId}`)?.(true);
  }

  async #handOverTo(successor: string, accountId: string): Promise<void> {
    const key = `${successor} ${accountId}`;
    const ready = new Promise<boolean>((resolve) => {
      this.#ready.set(key, resolve);
      setTimeout(() => resolve(false), readyTimeoutMs).unref();
    });
    try {
      await this.#say(successor, { kind: 'prepare', accountId });
      if (await ready) await this.#accountOf(accountId).handOver(successor);
    } finally {
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

function readMessage(text: string): HandoverMessage | undefined {
  try {
    return JSON.parse(text) as HandoverMessage;
  } catch {
    // Of a later version, perhaps.
    return undefined;
  }
}
