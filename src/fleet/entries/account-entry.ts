import { GatewayError, isErrorCode } from '../../errors.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { type Gap, type GapReason, isGapReason } from '../../upstream/history/gap.ts';
import { isUpstreamState, type UpstreamStatus } from '../../upstream/upstream-status.ts';
import { isMade } from '../made-binding.ts';
import { readDated, writeDated } from './dated-json.ts';

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
  /**
   * The owner hands the account over, and has begun this of what it makes of events, without having
   * told it: nothing else is missing of it in the log.
   */
  | { readonly kind: 'unfinished'; readonly binding: string; readonly ids: readonly string[] }
  /** Kazoo refused the binding to the owner. */
  | { readonly kind: 'refused'; readonly binding: string; readonly error: GatewayError }
  /** How the owner's connection is doing. */
  | { readonly kind: 'status'; readonly status: AccountStatus };

export type AccountStatus = Omit<UpstreamStatus, 'since' | 'gap'>;

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
 * @throws a `SyntaxError` for what no instance writes: whoever may write to the engine may write
 * anything, which must not stop this instance.
 */
export function decodeEntry(body: string): AccountEntry | undefined {
  const stored: unknown = JSON.parse(body);
  if (!isFields(stored)) throw malformed();
  switch (stored['kind']) {
    case 'event':
      return readEvent(stored);
    case 'begin':
      return { kind: 'begin', binding: textOf(stored['binding']) };
    case 'end': {
      const { binding, since } = stored;
      return { kind: 'end', binding: textOf(binding), ...(since !== undefined && { since: dateOf(since) }) };
    }
    case 'gap':
      return { kind: 'gap', binding: textOf(stored['binding']), gap: gapOf(stored['gap']) };
    case 'lost': {
      const { from, except } = stored;
      return { kind: 'lost', from: dateOf(from), except: except === null ? null : textOf(except) };
    }
    case 'refused': {
      const { code, message, binding } = stored;
      if (!isErrorCode(code)) throw malformed();
      return { kind: 'refused', binding: textOf(binding), error: new GatewayError(code, textOf(message)) };
    }
    case 'unfinished': {
      const { binding, ids } = stored;
      if (!areTexts(ids)) throw malformed();
      return { kind: 'unfinished', binding: textOf(binding), ids };
    }
    case 'status':
      return { kind: 'status', status: statusOf(stored['status']) };
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
type StoredEvent = Omit<SharedEvent, 'receivedAt' | 'content'>;

function readEvent({ bindings, at, event, content }: Fields): AccountEntry {
  if (!(areTexts(bindings) && isEvent(event))) throw malformed();
  const shared = { ...event, receivedAt: dateOf(at) };
  if (content === undefined) return { kind: 'event', bindings, event: shared };
  return { kind: 'event', bindings, event: { ...shared, content: readDated(textOf(content)) } };
}

function isEvent(value: unknown): value is StoredEvent {
  if (!isFields(value)) return false;
  const { id, name, accountId, binding, family, routing, data, owners, size } = value;
  const isNamed = areTexts([id, name, accountId, binding, family]) && areTexts(routing);
  return isNamed && isFields(data) && areTexts(owners) && Number.isFinite(size);
}

function gapOf(stored: unknown): Gap {
  if (!isFields(stored)) throw malformed();
  const { from, to, reason, certain } = stored;
  if (!(isGapReason(reason) && typeof certain === 'boolean')) throw malformed();
  return { from: dateOf(from), to: dateOf(to), reason, certain };
}

function statusOf(stored: unknown): AccountStatus {
  if (!isFields(stored)) throw malformed();
  const { state, reason, attempt, retryAt } = stored;
  if (!(isUpstreamState(state) && typeof attempt === 'number')) throw malformed();
  return {
    state,
    attempt,
    reason: reason === null ? null : textOf(reason),
    retryAt: retryAt === null ? null : dateOf(textOf(retryAt)),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw malformed();
  return value;
}

/** Of milliseconds, or of a date in ISO 8601. */
function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'number' || typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw malformed();
  return date;
}

function malformed(): SyntaxError {
  return new SyntaxError('An entry of the fleet is in a form that no instance writes.');
}
