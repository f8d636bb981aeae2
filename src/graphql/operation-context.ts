import type { Session } from '../auth/session.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';

/** On whose behalf an operation runs. The events of a subscription are executed without it: what they show must not depend on who asked. */
export interface OperationContext {
  readonly clientInfo: ClientInfo;
  readonly session: Session;
  /** SSE only: the last cursor the client saw; it wins over the argument `after`. */
  readonly lastEventId?: string | undefined;
}
