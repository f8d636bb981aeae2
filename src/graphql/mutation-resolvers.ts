import type { Login } from '../auth/login.ts';
import type { AuthSessionResolvers, MutationResolvers } from '../generated/resolvers.ts';
import { secondsLeft } from '../kazoo/token-claims.ts';

export interface MutationResolverOptions {
  readonly login: Pick<Login, 'logIn' | 'refresh'>;
  /** The present by the clock that tokens expire by, UNIX milliseconds. */
  readonly now: () => number;
}

export interface MutationRootResolvers {
  readonly Mutation: MutationResolvers;
  readonly AuthSession: AuthSessionResolvers;
}

export function mutationResolvers({ login, now }: MutationResolverOptions): MutationRootResolvers {
  return {
    Mutation: {
      login: (_, { input }, context) => login.logIn(input, context),
      refreshToken: (_, __, context) => login.refresh(context),
    },
    AuthSession: {
      expiresInSeconds: ({ expiresAt }) => secondsLeft(expiresAt?.getTime(), now()),
    },
  };
}
