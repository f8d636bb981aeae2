import { GatewayError } from '../errors.ts';
import type { AccountResolvers, QueryResolvers, ViewerResolvers } from '../generated/resolvers.ts';
import type { Caller } from '../kazoo/caller.ts';
import type { Authority } from './authority.ts';

export interface QueryResolverOptions {
  readonly authority: Authority;
  readonly fetchOfferedBindings: (caller: Caller) => Promise<readonly string[]>;
}

export interface QueryRootResolvers {
  readonly Query: QueryResolvers;
  readonly Viewer: ViewerResolvers;
  readonly Account: AccountResolvers;
}

export function queryResolvers({ authority, fetchOfferedBindings }: QueryResolverOptions): QueryRootResolvers {
  return {
    Query: {
      async viewer(_, __, { session, caller }) {
        if (session.isAnonymous) return null;
        const { token, claims } = session.require();
        // The claims of a token are its own word: Kazoo confirms them first.
        await authority.check(token, claims.accountId, caller);
        return { token, claims };
      },
      account(_, { id }, { session, caller }) {
        const { token, claims } = session.require();
        if (id === '')
          throw new GatewayError('BAD_USER_INPUT', "id is empty. Leave it out for the token's own account.");
        return authority.check(token, id ?? claims.accountId, caller);
      },
      bindings: async (_, __, { caller }) => [...(await fetchOfferedBindings(caller))],
    },
    Viewer: {
      accountId: ({ claims }) => claims.accountId,
      ownerId: ({ claims }) => claims.ownerId ?? null,
      expiresAt: ({ claims: { expiresAtMs } }) => (expiresAtMs === undefined ? null : new Date(expiresAtMs)),
      account: ({ token, claims }, _, { caller }) => authority.check(token, claims.accountId, caller),
    },
    Account: {},
  };
}
