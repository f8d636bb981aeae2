import type { SessionScope } from '../auth/session.ts';
import { GatewayError } from '../errors.ts';

/**
 * On whose behalf an operation runs. The events of a subscription are executed without a context:
 * what they show must not depend on the client.
 */
export interface OperationContext extends SessionScope {
  /**
   * Of queries and mutations: is aborted with `clientLeft` when nobody waits for the answer any
   * more.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * SSE only: the last cursor that the client saw. It takes precedence over the argument `after`.
   */
  readonly lastEventId?: string | undefined;
}

/** Why an operation stops whose client no longer wants it. Nobody reads it. */
export const clientLeft = new GatewayError('UPSTREAM_TIMEOUT', 'The client left before Kazoo had answered.');
