import type { KeyObject } from 'node:crypto';
import { proveToken, signingKeyIdOf, type TokenProof } from '../kazoo/token-proof.ts';

export interface SigningKeysOptions {
  /** What the operator gave, by `kid`; never replaced. */
  readonly given: ReadonlyMap<string, KeyObject>;
  /** Reads Kazoo's keys; resolves with `undefined` when that fails. Without a promise: nobody may ask now. */
  readonly fetchKeys: () => Promise<ReadonlyMap<string, KeyObject> | undefined> | undefined;
  /** Keys are read again for an unknown `kid`, or a signature that does not fit, though not more often than this. */
  readonly refetchAfterMs: number;
}

/** The public keys by which the gateway itself tells that Kazoo signed a token. */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #learned: ReadonlyMap<string, KeyObject> = new Map();
  #learnedAtMs = Number.NEGATIVE_INFINITY;
  #learning: Promise<void> | undefined;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** Never rejects. Waits for Kazoo only where the key has to be read first. */
  async prove(token: string): Promise<TokenProof> {
    const keyId = signingKeyIdOf(token);
    if (keyId === undefined) return { name: 'unproven' };
    const given = this.#options.given.get(keyId);
    if (given !== undefined) return proveToken(token, given, Date.now());

    if (!this.#learned.has(keyId)) await this.learn();
    const learned = this.#learned.get(keyId);
    if (learned === undefined) return { name: 'unproven' };
    const proof = await proveToken(token, learned, Date.now());
    if (proof.name !== 'forged') return proof;

    // Kazoo's key can be replaced under the same id (`reset_private_key`), which must not lock everybody out.
    await this.learn();
    const renewed = this.#learned.get(keyId);
    return renewed === undefined || renewed === learned ? proof : proveToken(token, renewed, Date.now());
  }

  /** Reads Kazoo's keys, if that was not done just now. Never rejects. */
  learn(): Promise<void> {
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #learn(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#learnedAtMs < this.#options.refetchAfterMs) return;
    const fetching = this.#options.fetchKeys();
    if (fetching === undefined) return;
    this.#learnedAtMs = nowMs;
    const keys = await fetching;
    if (keys === undefined) return;
    // A key that stayed the same stays the same object, by which `prove` knows it.
    this.#learned = new Map([...keys].map(([id, key]) => [id, same(this.#learned.get(id), key)]));
  }
}

function same(known: KeyObject | undefined, key: KeyObject): KeyObject {
  return known?.equals(key) === true ? known : key;
}
