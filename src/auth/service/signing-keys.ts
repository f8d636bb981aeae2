import type { KeyObject } from 'node:crypto';
import { proveToken, signingKeyIdOf, type TokenProof } from '../../kazoo/token-proof.ts';

export interface SigningKeysOptions {
  /** The keys that the operator configured, by `kid`; never replaced. */
  readonly given: ReadonlyMap<string, KeyObject>;
  /**
   * Reads Kazoo's keys; resolves with `undefined` when that fails. Returns `undefined` without a
   * token to ask with.
   */
  readonly fetchKeys: () => Promise<ReadonlyMap<string, KeyObject> | undefined> | undefined;
  /**
   * The least time between two readings, which an unknown `kid` or a signature that does not fit
   * causes.
   */
  readonly refetchAfterMs: number;
  /** The present by Kazoo's clock, UNIX milliseconds. */
  readonly now: () => number;
}

/** The public keys with which the gateway checks whether Kazoo signed a token. */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #learned: ReadonlyMap<string, KeyObject> = new Map();
  #learnedAtMs = Number.NEGATIVE_INFINITY;
  #learning: Promise<boolean> | undefined;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /**
   * Checks a token's signature. Waits for Kazoo only when the key must be read first. Never
   * rejects.
   */
  async prove(token: string): Promise<TokenProof> {
    const { now } = this.#options;
    const keyId = signingKeyIdOf(token);
    if (keyId === undefined) return { name: 'unproven' };
    const given = this.#options.given.get(keyId);
    if (given !== undefined) return proveToken(token, given, now());

    if (!this.#learned.has(keyId)) await this.learn();
    const learned = this.#learned.get(keyId);
    if (learned === undefined) return { name: 'unproven' };
    const proof = await proveToken(token, learned, now());
    if (proof.name !== 'forged') return proof;

    // Kazoo can replace its key under the same id (`reset_private_key`). Unless it has just said that it has not, the
    // token may be signed with a key that is not known yet: Kazoo is asked about it.
    const isRead = await this.learn();
    const renewed = this.#learned.get(keyId);
    if (renewed === undefined || !isRead) return { name: 'unproven' };
    return renewed === learned ? proof : proveToken(token, renewed, now());
  }

  /**
   * Reads Kazoo's keys, at most once in `refetchAfterMs`. Resolves with whether they were read.
   * Never rejects.
   */
  learn(): Promise<boolean> {
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #learn(): Promise<boolean> {
    const nowMs = performance.now();
    if (nowMs - this.#learnedAtMs < this.#options.refetchAfterMs) return false;
    const fetching = this.#options.fetchKeys();
    if (fetching === undefined) return false;
    this.#learnedAtMs = nowMs;
    const keys = await fetching;
    if (keys === undefined) return false;
    // An unchanged key stays the same object: `prove` compares by identity.
    this.#learned = new Map([...keys].map(([id, key]) => [id, same(this.#learned.get(id), key)]));
    return true;
  }
}

function same(known: KeyObject | undefined, key: KeyObject): KeyObject {
  return known?.equals(key) === true ? known : key;
}
