import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceIdentity } from '../auth/service/service-identity.ts';
import { SigningKeys } from '../auth/service/signing-keys.ts';
import type { Config } from '../config/config.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { apiAuth } from '../kazoo/requests/api-auth.ts';
import { fetchPublicKeys } from '../kazoo/requests/public-keys.ts';
import type { Log } from '../telemetry/log.ts';

const refetchKeysAfterMs = 60_000;
const startWaitMs = 2_000;

/** Who the gateway itself is to Kazoo, and the keys by which it knows Kazoo's tokens. */
export interface OwnIdentity {
  /** Undefined without `KAZOO_API_KEY`. The caller must close it. */
  readonly service: ServiceIdentity | undefined;
  /** Undefined when the gateway will never know a key. */
  readonly keys: SigningKeys | undefined;
  /** See `Auth.ready`. */
  readonly ready: Promise<void>;
}

/**
 * Creates the gateway's own login, and begins it.
 *
 * @param now the present by Kazoo's clock, UNIX milliseconds
 */
export function createOwnIdentity(config: Config, crossbar: Crossbar, now: () => number, log: Log): OwnIdentity {
  const { kazooApiKey: apiKey, kazooPublicKeys } = config;
  const given = new Map(kazooPublicKeys.map(({ keyId, publicKey }) => [keyId, publicKey]));
  if (apiKey === undefined) {
    const keys =
      given.size === 0 ? undefined : new SigningKeys({ given, fetchKeys: () => undefined, refetchAfterMs: 0, now });
    return { service: undefined, keys, ready: Promise.resolve() };
  }

  const service = new ServiceIdentity({
    login: () => apiAuth(crossbar, apiKey),
    backoff: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
    now,
  });
  const keys = new SigningKeys({
    given,
    fetchKeys: () => (service.token === undefined ? undefined : fetchKeys(crossbar, service.token, log)),
    refetchAfterMs: refetchKeysAfterMs,
    now,
  });
  service.events.on('loggedIn', () => {
    log.info('logged in with the API key');
    void keys.learn();
  });
  service.events.on('loginFailed', (error, retryInMs) =>
    log.warn({ reason: reasonOf(error), retryInMs }, 'cannot log in with the API key'),
  );
  const ready = Promise.race([
    once(service.events, 'loggedIn').then(async () => void (await keys.learn())),
    once(service.events, 'loginFailed').then(() => undefined),
    delay(startWaitMs, undefined, { ref: false }),
  ]);
  service.start();
  return { service, keys, ready };
}

async function fetchKeys(crossbar: Crossbar, token: string, log: Log) {
  try {
    const learned = await fetchPublicKeys(crossbar, token);
    log.info({ keyIds: [...learned.keys()] }, "read Kazoo's public keys");
    return learned;
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, "cannot read Kazoo's public keys; Kazoo is asked about each token");
    return undefined;
  }
}

/** The message only: other members of an error may come from Kazoo's answer to a secret. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
