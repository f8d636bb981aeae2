import { AccountAccess } from '../../src/auth/account-access.ts';
import { ConferenceOwnership } from '../../src/auth/conference-ownership.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { OperationAccess } from '../../src/graphql/operation-access.ts';
import { buildGatewaySchema } from '../../src/graphql/schema.ts';
import { StatusStore } from '../../src/upstream/upstream-status.ts';

/** The gateway's own schema, with nothing behind it. */
export function gatewaySchema(onUnreadableField: (type: string, field: string) => void = () => undefined) {
  const nobody = (): Promise<never> => Promise.reject(new Error('Kazoo is not asked here'));
  const accountAccess = new AccountAccess({ fetchAccount: nobody, grantedForMs: 1, refusedForMs: 1, maxEntries: 1 });
  return buildGatewaySchema({
    access: new OperationAccess({ accountAccess, maxRequests: 1, maxConcurrent: 1 }),
    accountAccess,
    collections: { page: nobody, document: nobody },
    snapshotTopicTimeoutMs: 1,
    conferenceOwnership: new ConferenceOwnership({ confirmConference: nobody, confirmedForMs: 1, maxEntries: 1 }),
    sessions: new SessionRegistry(),
    fetchBindingCatalog: nobody,
    login: nobody,
    refreshToken: nobody,
    reauthorize: nobody,
    upstreams: {
      listen: () => ({ live: nobody(), unsubscribe: () => undefined }),
      since: () => [],
      statuses: new StatusStore(),
      cursor: '',
    },
    onUnreadableField,
  });
}
