import type { SessionRegistry } from '../auth/session-registry.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { AuthSession } from '../kazoo/requests/auth-session.ts';
import type { LoginCredentials } from '../kazoo/requests/login-credentials.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import type { OperationContext } from './operation-context.ts';

export interface MutationResolverOptions {
  readonly login: (credentials: LoginCredentials, clientInfo: ClientInfo) => Promise<AuthSession>;
  readonly refreshToken: (token: string, clientInfo: ClientInfo) => Promise<AuthSession>;
  readonly sessions: SessionRegistry;
  /** Checks the running streams of a session that has just changed hands. */
  readonly reauthorize: (context: OperationContext) => Promise<void>;
}

export function mutationResolvers({
  login,
  refreshToken,
  sessions,
  reauthorize,
}: MutationResolverOptions): MutationResolvers {
  return {
    async login(_, { input }, context) {
      const authSession = await login(input, context.clientInfo);
      context.session.signIn(authSession.authToken, claimsOf(authSession));
      await reauthorize(context);
      return authSession;
    },
    async refreshToken(_, __, { session, clientInfo }) {
      const { token } = session.require();
      const authSession = await refreshToken(token, clientInfo);
      sessions.extend(token, authSession.authToken, claimsOf(authSession));
      return authSession;
    },
  };
}

function claimsOf({ accountId, ownerId, expiresAt }: AuthSession): TokenClaims {
  return { accountId, ownerId: ownerId ?? undefined, expiresAtMs: expiresAt?.getTime() };
}
