import { isDeepStrictEqual } from 'node:util';
import type { ConferenceParticipant } from '../../kazoo/collections/conference-rooms.ts';
import { conferenceEventFields } from '../../kazoo/events/conference-event-fields.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { listLagMs } from '../calls/call-rows.ts';
import type { LiveRows, RemovalReason, RemovedRow, RowChanges } from '../live-rows.ts';
import type { Room, RoomLock } from './room.ts';
import { type MemberReport, type RoomMember, readListed, readMember, updated } from './room-member.ts';

/** A member who left, so that what was said before does not bring them back. */
interface LeftMember {
  readonly instanceId: string | undefined;
  readonly participantId: number | null;
  /** By the monotonic clock. */
  readonly leftAtMs: number;
}

/** Nobody can look at more of them. */
const maxShown = 200;
/** Longer than a list of Kazoo's or a late event is under way. */
const rememberedForMs = 120_000;
const maxRemembered = 2_000;
const maxPastInstances = 8;
/** Measured: what a member takes beside its part of the row. */
const memberBytes = 1_024;

/**
 * One conference: a single row while somebody is in it. Each event of a member tells all of its
 * state, so that one that is lost or late does no harm for long; those of one member go by the
 * switch's clock where they carry it (events.md section 6: they do before Kazoo 5), else as they
 * come. An event costs as much as there are members.
 */
export class RoomRows implements LiveRows<Room, RemovedRow, readonly ConferenceParticipant[]> {
  readonly #conferenceId: string;
  readonly #now: () => number;
  /** In the order in which they came. */
  readonly #members = new Map<string, RoomMember>();
  readonly #left = new Map<string, LeftMember>();
  #instanceId: string | undefined;
  #pastInstances: readonly string[] = [];
  #lock: RoomLock | null = null;
  #version = 0;
  #steadyVersion = 0;
  #row: Room | undefined;
  #rowVersion = 0;
  #shown: Room | undefined;
  /** Why there is no row. */
  #reason: RemovalReason = 'ENDED';

  /** @param now the monotonic clock, in milliseconds, by which lists are asked for */
  constructor(conferenceId: string, now: () => number) {
    this.#conferenceId = conferenceId;
    this.#now = now;
  }

  /** Members count, as they take the memory. */
  get size(): number {
    return this.#members.size;
  }

  get retainedBytes(): number {
    return memberBytes * (this.#members.size + this.#left.size);
  }

  *rows(): Iterable<Room> {
    if (this.#row !== undefined) yield this.#row;
  }

  receive(event: KazooEvent): void {
    const instanceId = conferenceEventFields.instanceId(event.data) ?? undefined;
    if (!this.#enter(instanceId, event.name)) return;
    const report = readMember(this.#conferenceId, event);
    if (event.name === 'conference-destroy') this.#end();
    else if (event.name === 'lock' || event.name === 'unlock') this.#setLock(event.name === 'lock');
    else if (report === undefined) return;
    else if (event.name === 'del-member') this.#leave(report, instanceId);
    else this.#hear(report, instanceId);
    this.#make('ENDED');
  }

  repair(listed: readonly ConferenceParticipant[], askedAtMs: number, isConfirmed: boolean): 'repaired' | 'doubtful' {
    const knownUntilMs = askedAtMs - listLagMs;
    this.#forgetLeft();
    const reports = new Map(listed.flatMap((item) => readListed(item) ?? []).map((report) => [report.key, report]));
    const missing = [...this.#members.values()].filter(
      ({ key, heardAtMs }) => !reports.has(key) && heardAtMs < knownUntilMs,
    );
    if (!isConfirmed && missing.length * 2 > this.#members.size) return 'doubtful';

    for (const { key } of missing) this.#remove(key);
    for (const report of reports.values()) this.#list(report, knownUntilMs);
    this.#make('VANISHED');
    return 'repaired';
  }

  takeChanges(): RowChanges<Room, RemovedRow> {
    const [before, after] = [this.#shown, this.#row];
    if (before === after) return unchanged;
    this.#shown = after;
    if (after !== undefined) return { changed: [after], removed: [] };
    return { changed: [], removed: [{ id: this.#conferenceId, reason: this.#reason }] };
  }

  /** Returns whether an event of this run of the conference counts. */
  #enter(instanceId: string | undefined, name: string): boolean {
    if (instanceId === undefined || instanceId === this.#instanceId) return true;
    if (this.#pastInstances.includes(instanceId)) return false;
    const isOver = name === 'conference-destroy' && this.#instanceId !== undefined;
    if (isOver) {
      this.#pastInstances = [...this.#pastInstances, instanceId].slice(-maxPastInstances);
      return false;
    }
    for (const { key, instanceId: ofMember } of this.#members.values())
      if (ofMember !== undefined && ofMember === this.#instanceId) this.#remove(key);
    this.#begin(instanceId);
    return true;
  }

  #begin(instanceId: string | undefined): void {
    if (this.#instanceId !== undefined)
      this.#pastInstances = [...this.#pastInstances, this.#instanceId].slice(-maxPastInstances);
    this.#instanceId = instanceId;
    this.#lock = null;
  }

  #end(): void {
    for (const { key, participant } of [...this.#members.values()]) {
      this.#noteLeft(key, { participantId: participant.participantId, instanceId: this.#instanceId });
      this.#remove(key);
    }
    this.#begin(undefined);
  }

  #setLock(isLocked: boolean): void {
    this.#lock = { isLocked, heardAtMs: this.#now() };
    this.#noteChange(true);
  }

  #hear(report: MemberReport, instanceId: string | undefined): void {
    const { key, participant, momentMs } = report;
    const { participantId } = participant;
    const left = this.#left.get(key);
    if (left !== undefined && isOfSameStay(left, instanceId, participantId)) return;
    const known = this.#members.get(key);
    if (isBefore(participantId, known?.participant.participantId)) return;
    this.#left.delete(key);
    const heardAtMs = this.#now();
    const isLate = momentMs !== undefined && known?.momentMs !== undefined && momentMs < known.momentMs;
    if (known !== undefined && isLate)
      this.#put({ ...known, participant: updated(participant, known.participant), heardAtMs });
    else {
      const joined = known === undefined ? participant : updated(known.participant, participant);
      this.#put({ key, participant: joined, momentMs: momentMs ?? known?.momentMs, instanceId, heardAtMs });
    }
  }

  #list({ key, participant, momentMs }: MemberReport, knownUntilMs: number): void {
    const { participantId } = participant;
    const left = this.#left.get(key);
    // The list may be older than the end, and tells no run of the conference.
    if (left !== undefined && (left.leftAtMs >= knownUntilMs || left.participantId === participantId)) return;
    const known = this.#members.get(key);
    if (known === undefined) {
      this.#put({ key, participant, momentMs, instanceId: undefined, heardAtMs: Number.NEGATIVE_INFINITY });
      return;
    }
    const before = known.participant;
    // It tells the second in which they came, and fewer owners: what events told of these stays.
    const owners = before.owners.length > 0 ? before.owners : participant.owners;
    const steady = { ...participant, owners, joinTime: before.joinTime ?? participant.joinTime };
    const isNewer = known.heardAtMs < knownUntilMs;
    this.#put({ ...known, participant: isNewer ? updated(before, steady) : updated(steady, before) });
  }

  #leave({ key, participant }: MemberReport, instanceId: string | undefined): void {
    const { participantId } = participant;
    const known = this.#members.get(key);
    // They came back, and this is the end of their stay before.
    if (isBefore(participantId, known?.participant.participantId)) return;
    this.#noteLeft(key, { participantId, instanceId });
    this.#remove(key);
  }

  #noteLeft(key: string, left: Omit<LeftMember, 'leftAtMs'>): void {
    this.#left.delete(key);
    this.#left.set(key, { ...left, leftAtMs: this.#now() });
  }

  #forgetLeft(): void {
    const sinceMs = this.#now() - rememberedForMs;
    for (const [oldest, { leftAtMs }] of this.#left) {
      if (this.#left.size <= maxRemembered && leftAtMs >= sinceMs) break;
      this.#left.delete(oldest);
    }
  }

  #put(member: RoomMember): void {
    const before = this.#members.get(member.key)?.participant;
    const after = member.participant;
    this.#members.set(member.key, member);
    if (before !== undefined && isDeepStrictEqual(before, after)) return;
    this.#noteChange(
      before === undefined || !isDeepStrictEqual({ ...before, talking: null }, { ...after, talking: null }),
    );
  }

  #remove(key: string): void {
    if (this.#members.delete(key)) this.#noteChange(true);
  }

  /** @param isSteady whether it is more than who talks */
  #noteChange(isSteady: boolean): void {
    this.#version += 1;
    if (isSteady) this.#steadyVersion += 1;
  }

  /** @param reason why it is gone, if it is */
  #make(reason: RemovalReason): void {
    if (this.#version === this.#rowVersion) return;
    this.#rowVersion = this.#version;
    if (this.#members.size === 0) {
      this.#row = undefined;
      this.#reason = reason;
      return;
    }
    const all = Array.from(this.#members.values(), ({ participant }) => participant);
    const moderators = all.filter(({ isModerator }) => isModerator === true).length;
    this.#row = {
      id: this.#conferenceId,
      ownerIds: [...new Set(all.flatMap(({ owners }) => owners))],
      participants: all.slice(0, maxShown),
      members: all.length - moderators,
      moderators,
      lock: this.#lock,
      steadyVersion: this.#steadyVersion,
    };
  }
}

const unchanged = { changed: [], removed: [] };

/** Members are numbered as they come: who comes again has a higher number. */
function isBefore(participantId: number | null, known: number | null | undefined): boolean {
  return typeof known === 'number' && participantId !== null && participantId < known;
}

function isOfSameStay(left: LeftMember, instanceId: string | undefined, participantId: number | null): boolean {
  return left.instanceId === instanceId && (participantId === null || !isBefore(left.participantId, participantId));
}
