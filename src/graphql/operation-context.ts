import type { SessionScope } from '../auth/session.ts';

/**
 * On whose behalf an operation runs. The events of a subscription are executed without a context:
 * what they show must not depend on the client.
 */
export interface OperationContext extends SessionScope {
  /**
   * SSE only: the last cursor that the client saw. It takes precedence over the argument `after`.
   */
  readonly lastEventId?: string | undefined;
}
