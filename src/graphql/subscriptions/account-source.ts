import type { AccountList } from '../../auth/lists/list-access.ts';
import type { SharedSource } from '../../fanout/shared-source.ts';

/**
 * The events that an authorized client subscribes to. The fan-out opens it once for all who ask for
 * the same.
 */
export interface AccountSource extends SharedSource {
  /** The only user whose events it has; undefined: it has everybody's. */
  readonly ownerId?: string | undefined;
  /** The lists of Kazoo that each of its clients must be let read. Default: none. */
  readonly lists?: readonly AccountList[] | undefined;
  /** @throws `BAD_USER_INPUT` when the text cannot be a cursor after which the source goes on. */
  checkCursor(cursor: string): void;
  /**
   * What an event costs because of the source, counted as bytes of a result, also where that is
   * smaller. Default: what the limit counts at least.
   */
  readonly leastEventBytes?: number | undefined;
  /** The names of what it subscribes to at Kazoo, without repetition. */
  readonly topics: readonly string[];
}
