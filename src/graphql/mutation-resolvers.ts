import type { Login } from '../auth/login.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

export interface MutationResolverOptions {
  readonly login: Pick<Login, 'logIn' | 'refresh'>;
}

export function mutationResolvers({ login }: MutationResolverOptions): MutationResolvers {
  return {
    login: (_, { input }, context) => login.logIn(input, context),
    refreshToken: (_, __, context) => login.refresh(context),
  };
}
