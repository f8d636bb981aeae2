import { type ErrorCode, GatewayError } from '../errors.ts';
import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';
import type { Gap, GapReason } from '../upstream/history/gap.ts';
import type { UpstreamStatus } from '../upstream/upstream-status.ts';
import { readDated, writeDated } from './dated-json.ts';
import { isMade } from './made-binding.ts';

/**
 * An event as all instances share it: each gives it the cursor of its entry. One that a gateway
 * made has content in place of data: JSON, and dates.
 */
export type SharedEvent = Omit<KazooEvent, 'cursor'> & { readonly content?: unknown };

/** What happened to an account, in the order in which its owner learned it. */
export type AccountEntry =
  /** `bindings` are those that it came through at the owner. */
  | { readonly kind: 'event'; readonly event: SharedEvent; readonly bindings: readonly string[] }
  /** Nothing of the binding is missed from now on. */
  | { readonly kind: 'begin'; readonly binding: string }
  /** The owner gave the binding up, as nobody wanted it; or does not have it, since a moment. */
  | { readonly kind: 'end'; readonly binding: string; readonly since?: Date }
  /** Events of the binding may have been missed before this. */
  | { readonly kind: 'gap'; readonly binding: string; readonly gap: Gap }
  /**
   * The log lacks what happened since `from`, until bindings begin again. The clients of `except`
   * missed nothing: it had a connection of its own.
   */
  | { readonly kind: 'lost'; readonly from: Date; readonly except: string | null }
  /** Kazoo refused the binding to the owner. */
  | { readonly kind: 'refused'; readonly binding: string; readonly error: GatewayError }
  /** How the owner's connection is doing. */
  | { readonly kind: 'status'; readonly status: AccountStatus };

export type AccountStatus = Omit<UpstreamStatus, 'since' | 'gap'>;

/** The highest version of entries that this gateway reads, and the one that it writes. */
export const entryVersion = 1;

/**
 * Whether nobody can resume from before the gap. Possible losses are remembered by account: those
 * of what a gateway made are none of its events.
 */
export function endsResuming({ binding, gap }: Extract<AccountEntry, { readonly kind: 'gap' }>): boolean {
  return gap.certain || isMade(binding);
}

interface StoredGap {
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
  readonly certain: boolean;
}

/** Writes an entry as text, JSON without anything that only this process knows. Hot. */
export function encodeEntry(entry: AccountEntry): string {
  switch (entry.kind) {
    case 'event': {
      const { receivedAt, content, ...event } = entry.event;
      const stored = { kind: 'event', bindings: entry.bindings, at: receivedAt.getTime(), event };
      return JSON.stringify(content === undefined ? stored : { ...stored, content: writeDated(content) });
    }
    case 'gap': {
      const { from, to, reason, certain } = entry.gap;
      const gap: StoredGap = { from: from.getTime(), to: to.getTime(), reason, certain };
      return JSON.stringify({ kind: 'gap', binding: entry.binding, gap });
    }
    case 'end':
      return JSON.stringify({ kind: 'end', binding: entry.binding, since: entry.since?.getTime() });
    case 'lost':
      return JSON.stringify({ kind: 'lost', from: entry.from.getTime(), except: entry.except });
    case 'refused': {
      const { code, message } = entry.error;
      return JSON.stringify({ kind: 'refused', binding: entry.binding, code, message });
    }
    default:
      return JSON.stringify(entry);
  }
}

/**
 * Reads an entry that another instance wrote; undefined for a kind of a later version. Hot.
 *
 * @throws a `SyntaxError` for what no instance writes.
 */
export function decodeEntry(body: string): AccountEntry | undefined {
  const stored = JSON.parse(body) as { readonly kind: string } & Record<string, never>;
  switch (stored.kind) {
    case 'event': {
      const { bindings, at, event, content } = stored as unknown as StoredEvent;
      const shared = { ...event, receivedAt: new Date(at) };
      if (content === undefined) return { kind: 'event', bindings, event: shared };
      return { kind: 'event', bindings, event: { ...shared, content: readDated(content) } };
    }
    case 'begin':
      return { kind: 'begin', binding: stored['binding'] ?? '' };
    case 'end': {
      const { binding, since } = stored as unknown as StoredEnd;
      return { kind: 'end', binding, ...(since !== undefined && { since: new Date(since) }) };
    }
    case 'gap': {
      const { from, to, reason, certain } = stored['gap'] as unknown as StoredGap;
      return {
        kind: 'gap',
        binding: stored['binding'] ?? '',
        gap: { from: new Date(from), to: new Date(to), reason, certain },
      };
    }
    case 'lost':
      return { kind: 'lost', from: new Date(stored['from'] ?? 0), except: stored['except'] ?? null };
    case 'refused': {
      const { code, message, binding } = stored as unknown as StoredRefusal;
      return { kind: 'refused', binding, error: new GatewayError(code, message) };
    }
    case 'status': {
      const { retryAt, ...status } = stored['status'] as unknown as AccountStatus & { readonly retryAt: string | null };
      return { kind: 'status', status: { ...status, retryAt: retryAt === null ? null : new Date(retryAt) } };
    }
    default:
      return undefined;
  }
}

interface StoredEvent {
  readonly bindings: readonly string[];
  readonly at: number;
  readonly event: Omit<SharedEvent, 'receivedAt' | 'content'>;
  readonly content?: string;
}

interface StoredEnd {
  readonly binding: string;
  readonly since?: number;
}

interface StoredRefusal {
  readonly binding: string;
  readonly code: ErrorCode;
  readonly message: string;
}
