import { GatewayError } from '../errors.ts';
import type { QueryResolvers, ViewerResolvers } from '../generated/resolvers.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { secondsLeft } from '../kazoo/token-claims.ts';
import { type DiagnosisResolverOptions, diagnosisResolver } from './diagnosis/diagnosis-resolvers.ts';
import type { OperationAccess } from './operation-access.ts';
import { perOperation } from './per-operation.ts';

export interface QueryResolverOptions extends Omit<DiagnosisResolverOptions, 'bindingCatalog'> {
  /** The present by the clock that tokens expire by, UNIX milliseconds. */
  readonly now: () => number;
  readonly access: OperationAccess;
  readonly fetchBindingCatalog: (clientInfo: ClientInfo) => Promise<readonly string[]>;
}

export interface QueryRootResolvers {
  readonly Query: QueryResolvers;
  readonly Viewer: ViewerResolvers;
}

export function queryResolvers(options: QueryResolverOptions): QueryRootResolvers {
  const { access, fetchBindingCatalog, now } = options;
  const bindingCatalog = perOperation((context) =>
    access.request(context, () => fetchBindingCatalog(context.clientInfo)),
  );

  return {
    Query: {
      async viewer(_, __, context) {
        const { session } = context;
        if (session.isAnonymous) return null;
        const { claims } = session.require();
        // The claims of a token are unverified until Kazoo confirms them.
        await access.account(context, claims.accountId);
        return claims;
      },
      account(_, { id }, context) {
        context.session.require();
        if (id === '')
          throw new GatewayError(
            'BAD_USER_INPUT',
            "The argument id is empty. Leave it out for the token's own account.",
          );
        return access.account(context, id);
      },
      bindings: async (_, __, context) => [...(await bindingCatalog(context))],
      diagnose: diagnosisResolver({ ...options, bindingCatalog }),
    },
    Viewer: {
      accountId: ({ accountId }) => accountId,
      ownerId: ({ ownerId }) => ownerId ?? null,
      expiresAt: ({ expiresAtMs }) => (expiresAtMs === undefined ? null : new Date(expiresAtMs)),
      expiresInSeconds: ({ expiresAtMs }) => secondsLeft(expiresAtMs, now()),
      account: ({ accountId }, _, context) => access.account(context, accountId),
    },
  };
}
