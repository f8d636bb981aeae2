import type { SourceEvent } from '../../fanout/shared-source.ts';
import { DueSnapshot } from '../../live/due-snapshot.ts';
import type { LiveRow, RemovedRow } from '../../live/live-rows.ts';
import type { LiveUpdate } from '../../live/live-update.ts';
import { LiveView } from '../../live/live-view.ts';
import type { SharedTables } from '../../live/shared-table.ts';
import { type Gap, mergeGaps } from '../../upstream/history/gap.ts';
import type { AccountSource } from './account-source.ts';
import type { ItemFilter } from './item-filter.ts';

export interface LiveSourceOptions<Row extends LiveRow, Removed extends RemovedRow> {
  /** The name of the field, which tells its sources from those of others. */
  readonly field: string;
  readonly tables: SharedTables<Row, Removed>;
  readonly accountId: string;
  /** The only user whose rows are shown. Default: everybody's are. */
  readonly ownerId?: string | undefined;
  /** Which rows are shown. Default: all. */
  readonly filter?: ItemFilter<Row> | undefined;
  /** See `throttleStepMs`. */
  readonly throttleMs: number;
  /** See `pollStepMs`. Default: as often as may be. */
  readonly everyMs?: number | undefined;
}

/** About what a row takes in a result. */
const rowBytes = 1_024;
/**
 * Each change of a list meets the filters of all its sources in one turn of the event loop, 3 µs
 * each: four times what an event costs that meets a filter. So all clients of an account together
 * have 4,096 different ones, which take 12 ms.
 */
const leastEventBytes = 16_384;
/** The id of an account that is absent, with its quotes and comma. */
const absentBytes = 36;

/** Creates the source of a live list: a snapshot for each who joins, then what changes. */
export function liveSource<Row extends LiveRow, Removed extends RemovedRow>(
  options: LiveSourceOptions<Row, Removed>,
): AccountSource {
  const { field, tables, accountId, ownerId, filter, throttleMs, everyMs } = options;
  let view: LiveView<Row, Removed> | undefined;
  /** One event for one snapshot, and for what was missed before, so that its frame is made once. */
  let first: { readonly of: object; readonly missed: Gap | null; readonly event: LiveEvent } | undefined;
  return {
    accountId,
    ownerId,
    lists: tables.lists,
    topics: tables.topics(accountId),
    leastEventBytes,
    key: JSON.stringify(['live', field, accountId, ownerId ?? null, throttleMs, filter?.key ?? null]),
    // A live list has no past, and begins with the present rows whatever the cursor.
    checkCursor: () => undefined,
    replay(_, lost) {
      const snapshot = view?.snapshot();
      if (snapshot === undefined) return [];
      const missed = lost instanceof LiveEvent ? lost.root.gap : null;
      if (first?.of !== snapshot || first.missed !== missed) {
        const gap = missed === null ? snapshot.gap : mergeGaps(snapshot.gap, missed);
        first = { of: snapshot, missed, event: new LiveEvent({ ...snapshot, gap }) };
      }
      return [first.event];
    },
    open({ onEvent, onEnd }, client) {
      const accepts = acceptsOf(ownerId, filter);
      const request = { accountId, ownerId, everyMs, client };
      const onUpdate = (update: LiveUpdate<Row, Removed>): void => onEvent(new LiveEvent(update));
      const opened = new LiveView(tables, { request, accepts, throttleMs, onUpdate, onEnd });
      view = opened;
      return {
        live: opened.opened,
        get isHolding() {
          return opened.isHolding;
        },
        lose: (since) => opened.lose(since),
        close() {
          opened.close();
          // The source may be kept for those who ask the same later.
          if (view === opened) view = undefined;
          first = undefined;
        },
      };
    },
  };
}

/** An update as an event, which reads a snapshot that is due no sooner than it is read itself. */
class LiveEvent implements SourceEvent {
  readonly root: LiveUpdate<LiveRow, RemovedRow>;
  readonly receivedAt: Date;
  readonly size: number;

  constructor(update: LiveUpdate<LiveRow, RemovedRow>) {
    const isDue = update instanceof DueSnapshot;
    this.root = update;
    this.receivedAt = isDue ? update.dueAt : update.takenAt;
    this.size = isDue ? rowBytes : sizeOf(update);
  }

  get cursor(): string {
    return this.root.cursor;
  }

  get isWhole(): boolean {
    return this.root.kind === 'SNAPSHOT';
  }
}

function sizeOf({ rows, removed, absentAccountIds }: LiveUpdate<LiveRow, RemovedRow>): number {
  return rowBytes * (1 + rows.length + removed.length) + absentBytes * absentAccountIds.length;
}

/** Returns what accepts a user's own rows that pass a filter; undefined: all are accepted. */
export function acceptsOf<Row extends LiveRow>(
  ownerId: string | undefined,
  filter: ItemFilter<Row> | undefined,
): ((row: Row) => boolean) | undefined {
  if (ownerId === undefined) return filter && ((row) => filter.accepts(row));
  return (row) => row.ownerIds.includes(ownerId) && filter?.accepts(row) !== false;
}
