import type { CallParty, CallRoute } from '../calls/call.ts';
import type { LiveRow } from '../live-rows.ts';

/** What a user does, as far as calls and phones tell. */
export type PersonState = 'AVAILABLE' | 'RINGING' | 'TALKING' | 'ON_HOLD' | 'DO_NOT_DISTURB' | 'OFFLINE';

/** The call that a user is in, as that user sees it. */
export interface PersonCall {
  /** The `id` of its row in `calls`. */
  readonly rowId: string;
  readonly direction: CallRoute;
  /** Who is at the other end. */
  readonly otherParty: CallParty;
}

/** A user of an account, with what they do at present. */
export interface Person extends LiveRow {
  readonly accountId: string;
  readonly userId: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly state: PersonState;
  /**
   * Since when the state has been what it is, in a call by the switch's clock; null where it was so
   * at the first look.
   */
  readonly since: Date | null;
  readonly call: PersonCall | null;
  /** How many phones can be reached; null where Kazoo does not tell. */
  readonly phonesRegistered: number | null;
}
