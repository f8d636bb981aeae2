import { isDeepStrictEqual } from 'node:util';
import { conferenceEventFields } from '../../kazoo/events/conference-event-fields.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { listLagMs } from '../calls/call-rows.ts';
import type { LiveRows, RemovalReason, RemovedRow, RowChanges } from '../live-rows.ts';
import { LeftMembers } from './left-members.ts';
import type { Room, RoomList, RoomLock } from './room.ts';
import { type MemberReport, type RoomMember, readListed, readMember, updated } from './room-member.ts';

/** Nobody can look at more of them. */
const maxShown = 200;
const maxPastInstances = 8;
/** Measured: what a member takes beside its part of the row. */
const memberBytes = 1_024;

/**
 * One conference: a single row while somebody is in it. Each event of a member tells all of its
 * state, so that one that is lost or late does no harm for long; those of one member go by the
 * switch's clock where they carry it (events.md section 6: they do before Kazoo 5), else as they
 * come. An event costs as much as there are members.
 */
export class RoomRows implements LiveRows<Room, RemovedRow, RoomList> {
  readonly #conferenceId: string;
  readonly #now: () => number;
  /** In the order in which they came. */
  readonly #members = new Map<string, RoomMember>();
  readonly #left = new LeftMembers();
  /** Runs of the conference that are over. */
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
    if (instanceId !== undefined && this.#pastInstances.includes(instanceId)) return;
    const report = readMember(this.#conferenceId, event);
    if (event.name === 'conference-destroy') this.#end(instanceId);
    else if (event.name === 'lock' || event.name === 'unlock') this.#setLock(event.name === 'lock');
    else if (report === undefined) return;
    else if (event.name === 'del-member') this.#leave(report, instanceId);
    else this.#hear(report, instanceId);
    this.#make('ENDED');
  }

  repair(listed: RoomList, askedAtMs: number, isConfirmed: boolean): 'repaired' | 'doubtful' {
    const knownUntilMs = askedAtMs - listLagMs;
    this.#left.forgetOld(this.#now());
    const present = 'legs' in listed ? [] : listed.flatMap((item) => readListed(item) ?? []);
    const reports = new Map(present.map((report) => [report.key, report]));
    const isListed = ({ key, participant }: RoomMember): boolean =>
      'legs' in listed ? participant.callId === null || listed.legs.has(participant.callId) : reports.has(key);
    const missing = [...this.#members.values()].filter(
      (member) => member.heardAtMs < knownUntilMs && !isListed(member),
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

  /** A run of the conference is over. Whom only a list has told of may be of it, or come again. */
  #end(instanceId: string | undefined): void {
    if (instanceId !== undefined) this.#pastInstances = [...this.#pastInstances, instanceId].slice(-maxPastInstances);
    for (const member of [...this.#members.values()]) {
      if (!isOfRun(member, instanceId)) continue;
      const participantId = member.instanceId === undefined ? null : member.participant.participantId;
      this.#left.add(member.key, instanceId, participantId, this.#now());
      this.#remove(member.key);
    }
  }

  #setLock(isLocked: boolean): void {
    this.#lock = { isLocked, heardAt: new Date() };
    this.#noteChange(true);
  }

  #hear(report: MemberReport, instanceId: string | undefined): void {
    const { key, participant, momentMs } = report;
    const { participantId } = participant;
    if (this.#left.hasLeft(key, instanceId, participantId)) return;
    const known = this.#members.get(key);
    const isSameRun = known === undefined || isOfRun(known, instanceId);
    if (isSameRun && isBefore(participantId, known?.participant.participantId)) return;
    const heardAtMs = this.#now();
    const isLate = momentMs !== undefined && known?.momentMs !== undefined && momentMs < known.momentMs;
    if (known !== undefined && isLate) {
      if (isSameRun) this.#put({ ...known, participant: updated(participant, known.participant), heardAtMs });
      return;
    }
    const joined = known === undefined ? participant : updated(known.participant, participant);
    this.#put({ key, participant: joined, momentMs: momentMs ?? known?.momentMs, instanceId, heardAtMs });
  }

  #list({ key, participant, momentMs }: MemberReport, knownUntilMs: number): void {
    const { participantId } = participant;
    // The list may be older than the end, and tells no run of the conference.
    if (this.#left.mayHaveLeft(key, participantId, knownUntilMs)) return;
    const known = this.#members.get(key);
    if (known === undefined) {
      this.#put({ key, participant, momentMs, instanceId: undefined, heardAtMs: Number.NEGATIVE_INFINITY });
      return;
    }
    const before = known.participant;
    // The list tells only the second in which a member came, and fewer owners: what events told of these stays.
    const owners = before.owners.length > 0 ? before.owners : participant.owners;
    const steady = { ...participant, owners, joinTime: before.joinTime ?? participant.joinTime };
    if (known.heardAtMs >= knownUntilMs) this.#put({ ...known, participant: updated(steady, before) });
    else {
      // Under another number, they have come again, maybe in another run.
      const instanceId = participantId === before.participantId ? known.instanceId : undefined;
      this.#put({ ...known, instanceId, participant: updated(before, steady) });
    }
  }

  #leave({ key, participant }: MemberReport, instanceId: string | undefined): void {
    const { participantId } = participant;
    this.#left.add(key, instanceId, participantId, this.#now());
    const known = this.#members.get(key);
    if (known === undefined || !isOfRun(known, instanceId)) return;
    // A later participant: the member came back, and this is the end of the stay before.
    if (!isBefore(participantId, known.participant.participantId)) this.#remove(key);
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
      this.#lock = null;
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

/** Whether a member is, or may be, of a run of the conference. */
function isOfRun(member: RoomMember, instanceId: string | undefined): boolean {
  return member.instanceId === undefined || instanceId === undefined || member.instanceId === instanceId;
}
