import { createHmac, createSign, createVerify, randomBytes } from 'node:crypto';
import type { Directory } from '../directory/directory.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isJsonObject, parseJson, stringAt, valueAt } from '../json.ts';
import { signingKey } from './signing-key.ts';

export interface Identity {
  readonly accountId: string;
  /** Absent for tokens of an API key, which act for the account as a whole. */
  readonly ownerId?: string | undefined;
}

export interface NewToken extends Identity {
  /**
   * Default: the simulator's `tokenLifetimeSeconds`. Negative: already expired. `null`: a token
   * that never expires.
   */
  readonly lifetimeSeconds?: number | null;
  /** Default `cb_user_auth`, without an owner `cb_api_auth`. */
  readonly method?: string;
  readonly multiFactorResponse?: JsonValue;
}

export type TokenCheck =
  | { readonly status: 'valid'; readonly identity: Identity; readonly method: string }
  | { readonly status: 'expired' | 'revoked' | 'garbled' };

const msPerSecond = 1_000;
const maxKnownSignatures = 10_000;

/**
 * Issues and judges tokens as Crossbar and blackhole both do: RS256 JWTs with Kazoo's claims
 * (rest.md section 5).
 */
export class TokenAuthority {
  readonly #directory: Directory;
  readonly #now: () => number;
  /** Of the tokens that are issued from now on, unless told otherwise. */
  lifetimeSeconds: number;
  readonly #secrets = new Map<string, Buffer>();
  readonly #opaque = new Map<string, Identity>();
  /**
   * By token, whether its signature is right, which never changes: verifying costs more than all
   * else that an answer does, and this process is often the gateway's, too.
   */
  readonly #signatures = new Map<string, boolean>();

  constructor(directory: Directory, now: () => number, lifetimeSeconds: number) {
    this.#directory = directory;
    this.#now = now;
    this.lifetimeSeconds = lifetimeSeconds;
  }

  get publicPem(): string {
    return signingKey.publicPem;
  }

  get keyId(): string {
    return signingKey.id;
  }

  issue({ accountId, ownerId, lifetimeSeconds, method, multiFactorResponse }: NewToken): string {
    const lifetime = lifetimeSeconds === undefined ? this.lifetimeSeconds : lifetimeSeconds;
    const isUnlimited = lifetime === null || (lifetimeSeconds === undefined && lifetime <= 0);
    const claims: Record<string, JsonValue> = { iss: 'kazoo', account_id: accountId };
    if (ownerId !== undefined) Object.assign(claims, { owner_id: ownerId });
    Object.assign(claims, {
      method: method ?? (ownerId === undefined ? 'cb_api_auth' : 'cb_user_auth'),
      identity_sig: this.#identitySignature({ accountId, ownerId }),
    });
    if (!isUnlimited) Object.assign(claims, { exp: Math.floor(this.#now() / msPerSecond) + lifetime });
    if (multiFactorResponse !== undefined) Object.assign(claims, { mfa_resp: multiFactorResponse });
    const signed = `${encodePart({ alg: 'RS256', typ: 'JWT', kid: signingKey.id })}.${encodePart(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(signingKey.privateKey, 'base64url')}`;
  }

  /**
   * Makes any text a valid token that never expires, such as the `token-a` of the recorded scenes.
   */
  register(token: string, identity: Identity): void {
    this.#opaque.set(token, identity);
  }

  /**
   * Invalidates all tokens of this identity, as `reset_signature_secret` does, and every registered
   * text of it.
   */
  revoke(identity: Identity): void {
    this.#secrets.delete(identityKey(identity));
    for (const [token, registered] of this.#opaque) {
      if (identityKey(registered) === identityKey(identity)) this.#opaque.delete(token);
    }
  }

  check(token: string): TokenCheck {
    const registered = this.#opaque.get(token);
    if (registered !== undefined) return { status: 'valid', identity: registered, method: 'cb_user_auth' };
    const claims = this.#verifiedClaims(token);
    const accountId = stringAt(claims, 'account_id');
    if (claims === undefined || accountId === undefined) return { status: 'garbled' };
    const expiry = valueAt(claims, 'exp');
    if (typeof expiry === 'number' && expiry * msPerSecond <= this.#now()) return { status: 'expired' };
    const identity = { accountId, ownerId: stringAt(claims, 'owner_id') };
    if (stringAt(claims, 'identity_sig') !== this.#identitySignature(identity)) return { status: 'revoked' };
    const account = this.#directory.find(accountId);
    // An expired account is refused at every token check, not only at the login (rest.md section 4).
    if (account?.expiresAtMs !== undefined && account.expiresAtMs <= this.#now()) return { status: 'expired' };
    return { status: 'valid', identity, method: stringAt(claims, 'method') ?? '' };
  }

  #verifiedClaims(token: string): JsonObject | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    if (!this.#isSigned(token, `${header}.${payload}`, signature)) return undefined;
    const claims = parseJson(Buffer.from(payload, 'base64url').toString());
    return isJsonObject(claims) ? claims : undefined;
  }

  #isSigned(token: string, signed: string, signature: string): boolean {
    const known = this.#signatures.get(token);
    if (known !== undefined) return known;
    const isSigned = createVerify('RSA-SHA256').update(signed).verify(signingKey.publicKey, signature, 'base64url');
    if (this.#signatures.size === maxKnownSignatures) this.#signatures.clear();
    this.#signatures.set(token, isSigned);
    return isSigned;
  }

  #identitySignature(identity: Identity): string {
    const key = identityKey(identity);
    let secret = this.#secrets.get(key);
    if (secret === undefined) {
      secret = randomBytes(32);
      this.#secrets.set(key, secret);
    }
    return createHmac('sha256', secret).update(key).digest('base64url');
  }
}

function identityKey({ accountId, ownerId }: Identity): string {
  return ownerId === undefined ? accountId : `${accountId}/${ownerId}`;
}

function encodePart(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
