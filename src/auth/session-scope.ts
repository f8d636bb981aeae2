import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Session } from './session.ts';

/** The session on whose behalf something is asked for, and the client that asks. */
export interface SessionScope {
  readonly session: Session;
  readonly clientInfo: ClientInfo;
}
