import type { Call, CallParty, RemovedCall } from '../../calls/call.ts';
import type { LegReport } from '../../calls/leg-report.ts';
import type { MissedCall } from './missed-call.ts';

/** How a call went that somebody missed, before it is known whether there is a message. */
export interface MissedStory {
  readonly call: Omit<MissedCall, 'leftVoicemail'>;
  /** The users and devices that rang in vain. */
  readonly owners: readonly string[];
  /** Whether the switch answered the caller: a mailbox may have, too. */
  readonly wasTakenBySwitch: boolean;
}

/** Measured: a story, and what each phone adds. */
const [storyBytes, partyBytes] = [1_100, 200];
/** A queue may ring more and more phones; what rings beyond is left out. */
const maxRinging = 64;
/** A phone has two owners: its user, and the device. */
const ownersOfPhone = 2;

/** What happened in a call that is up, as far as it matters to those who miss it. */
export class CallStory {
  /** The legs of the call that have been shown and are not over. */
  readonly callIds = new Set<string>();
  /** The row as it was last; between the ends of its legs a call keeps its face. */
  #row: Call | undefined;
  #callerCallId: string | undefined;
  #hasBegun = false;
  #wentOut = false;
  #wasTakenBySwitch = false;
  /** By user, else by device, else by number. */
  readonly #rang = new Map<string, CallParty>();
  readonly #answered = new Map<string, CallParty>();
  readonly #ownersThatRang = new Set<string>();
  readonly #ownersThatAnswered = new Set<string>();

  /**
   * The caller's leg; undefined where nobody has heard of its beginning: nothing is told of the
   * call.
   */
  get begunCallId(): string | undefined {
    return this.#hasBegun ? this.#callerCallId : undefined;
  }

  /** About; its row counts with the legs that it is made of. */
  get bytes(): number {
    return storyBytes + partyBytes * (this.#rang.size + this.#answered.size);
  }

  /** Takes the row as it is now. */
  see(row: Call): void {
    const caller = row.legs.find(({ callDirection }) => callDirection !== 'OUTBOUND');
    this.#callerCallId ??= caller?.callId;
    this.#row = row;
    // Once the leg to outside is over the row does not tell it any more.
    this.#wentOut ||= row.direction === 'OUTBOUND';
    for (const leg of row.legs) {
      this.callIds.add(leg.callId);
      if (leg.callId === this.#callerCallId) continue;
      const { name, number, userId, deviceId } = leg;
      const key = userId ?? deviceId ?? number ?? leg.callId;
      const party = { name, number, userId, deviceId };
      if (leg.state !== 'RINGING') this.#answer(key, party);
      else if (leg.callDirection === 'OUTBOUND' && this.#rang.size < maxRinging) this.#rang.set(key, party);
    }
  }

  /** Takes what an event tells of one of its legs, after `see`. */
  hear(report: LegReport, name: string): void {
    const { callId, ownerIds, isAnswered, isLoopback, facts } = report;
    if (isLoopback) return;
    if (callId === this.#callerCallId) {
      this.#hasBegun ||= name === 'CHANNEL_CREATE';
      this.#wasTakenBySwitch ||= isAnswered;
      return;
    }
    const owners = isAnswered ? this.#ownersThatAnswered : this.#ownersThatRang;
    const isOfPhone = isAnswered || facts.callDirection === 'OUTBOUND';
    if (isOfPhone && owners.size < ownersOfPhone * maxRinging) for (const id of ownerIds) owners.add(id);
    // Its CHANNEL_ANSWER may have been overtaken by its end.
    if (isAnswered) {
      const { userId, deviceId, calleeNumber, calleeName } = facts;
      const key = userId ?? deviceId ?? calleeNumber ?? callId;
      if (!this.#answered.has(key))
        this.#answer(key, this.#rang.get(key) ?? { name: calleeName, number: calleeNumber, userId, deviceId });
    }
  }

  /**
   * Returns what was missed; undefined when nothing was, and for a call of whose beginning nobody
   * has heard: it may have been answered then.
   */
  end({ hangupCause, wasAnswered, endedAt, isFax }: RemovedCall): MissedStory | undefined {
    const row = this.#row;
    const callId = this.#callerCallId;
    if (row === undefined || callId === undefined || !this.#hasBegun || isFax === true) return undefined;
    const missedBy = [...this.#rang].flatMap(([key, { userId }]) => (this.#answered.has(key) ? [] : (userId ?? [])));
    const owners = [...this.#ownersThatRang].filter((id) => !this.#ownersThatAnswered.has(id));
    const isUnanswered = wasAnswered !== true && this.#answered.size === 0;
    const isForUs = row.direction === 'INBOUND' || (!this.#wentOut && this.#rang.size > 0);
    if (!isForUs || !(isUnanswered || owners.length > 0)) return undefined;
    const [answeredBy = null] = this.#answered.values();
    const { id, accountId, direction, from, queueId, startedAt } = row;
    const call = {
      id,
      accountId,
      callId,
      direction,
      from,
      to: this.#calledParty(row),
      queueId,
      occurredAt: startedAt,
      endedAt: endedAt ?? startedAt,
      hangupCause,
      answeredBy,
      missedBy,
      isUnanswered,
    };
    return { call, owners, wasTakenBySwitch: this.#wasTakenBySwitch };
  }

  /** Whoever rang and has answered is always known. */
  #answer(key: string, party: CallParty): void {
    if (this.#answered.size < maxRinging || this.#rang.has(key) || this.#answered.has(key))
      this.#answered.set(key, party);
  }

  #calledParty({ to }: Call): CallParty {
    const [first, ...others] = this.#rang.values();
    return first !== undefined && others.length === 0 ? first : to;
  }
}
