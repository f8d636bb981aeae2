import type { Session, SessionStream } from '../../../src/auth/session.ts';
import type { SessionRegistry } from '../../../src/auth/session-registry.ts';
import type { TokenClaims } from '../../../src/kazoo/token-claims.ts';
import { transport } from './session-transport.ts';

/** Claims of a token of the account `own`; without a lifetime it never expires. */
export function claims(lifetimeMs?: number): TokenClaims {
  return {
    accountId: 'own',
    ownerId: undefined,
    expiresAtMs: lifetimeMs === undefined ? undefined : Date.now() + lifetimeMs,
  };
}

/** A session that holds the token. */
export function signedIn(sessions: SessionRegistry, token: string, lifetimeMs?: number): Session {
  const session = sessions.open(transport());
  session.signIn(token, claims(lifetimeMs));
  return session;
}

/** A stream on the account that is told nothing. */
export function streamOf(accountId: string): SessionStream {
  return { accountId, end: () => undefined, onSessionEnded: () => undefined };
}
