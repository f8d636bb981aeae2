import { Authority } from '../../src/auth/authority.ts';
import { ConferenceOwnership } from '../../src/auth/conference-ownership.ts';
import { Sessions } from '../../src/auth/sessions.ts';
import { OperationAccess } from '../../src/graphql/operation-access.ts';
import { buildGatewaySchema } from '../../src/graphql/schema.ts';
import { StatusBoard } from '../../src/upstream/upstream-status.ts';

/** The gateway's own schema, with nothing behind it. */
export function gatewaySchema(onUnreadableField: (type: string, field: string) => void = () => undefined) {
  const nobody = (): Promise<never> => Promise.reject(new Error('Kazoo is not asked here'));
  const authority = new Authority({ fetchAccount: nobody, grantedForMs: 1, refusedForMs: 1, maxEntries: 1 });
  return buildGatewaySchema({
    access: new OperationAccess({ authority, maxRequests: 1, maxConcurrent: 1 }),
    authority,
    collections: { page: nobody, document: nobody },
    snapshotTopicTimeoutMs: 1,
    conferenceOwnership: new ConferenceOwnership({ confirmConference: nobody, confirmedForMs: 1, maxEntries: 1 }),
    sessions: new Sessions(),
    fetchOfferedBindings: nobody,
    login: nobody,
    refreshToken: nobody,
    reauthorize: nobody,
    upstreams: {
      listen: () => ({ live: nobody(), leave: () => undefined }),
      since: () => [],
      statuses: new StatusBoard(),
      cursor: '',
    },
    onUnreadableField,
  });
}
