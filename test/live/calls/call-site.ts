import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { channels } from '../../../src/kazoo/collections/channels.ts';
import { parkedCalls } from '../../../src/kazoo/collections/parked-calls.ts';
import { identifyEvent, type KazooEvent, readKazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { publicData } from '../../../src/kazoo/events/public-data.ts';
import type { CallLists } from '../../../src/live/calls/call-lists.ts';
import { CallRows } from '../../../src/live/calls/call-rows.ts';
import type { RepairOutcome } from '../../../src/live/live-rows.ts';
import { eventData } from '../../../src/simulator/blackhole/event-data.ts';
import type { Account } from '../../../src/simulator/directory/account.ts';
import { Directory } from '../../../src/simulator/directory/directory.ts';
import { channelRow, parkedCalls as parkedSlots } from '../../../src/simulator/directory/live-documents.ts';
import { LiveState } from '../../../src/simulator/directory/live-state.ts';
import { seedDirectory } from '../../../src/simulator/directory/seed-directory.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { behaviourOf, type KazooVersion } from '../../../src/simulator/kazoo-version.ts';
import { Random } from '../../../src/simulator/random.ts';
import { Publisher } from '../../../src/simulator/traffic/publisher.ts';
import { type NewLeg, TrafficLeg } from '../../../src/simulator/traffic/traffic-leg.ts';
import type { Party, TrafficSite } from '../../../src/simulator/traffic/traffic-site.ts';

export const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];
export const stranger: Party = { name: 'Ольга', number: '+74955550123' };
export const service: Party = { name: 'Service', number: '*97' };

const binding = parseBinding('call.*.*');
const reading = {
  onUnreadable: (type: string, field: string): void => {
    throw new TypeError(`${type}.${field} cannot be read.`);
  },
  isHidden: (): boolean => false,
};

/** The calls of one account, without sockets: what the switch says, and the rows made of it. */
export class CallSite {
  readonly rows: CallRows;
  readonly site: TrafficSite;
  readonly account: Account;
  #nowMs = Date.UTC(2026, 2, 12, 18);
  #said: KazooEvent[] = [];
  #cursor = 0;

  constructor(version: KazooVersion = 'master', seed = 1) {
    const directory = new Directory();
    seedDirectory(directory);
    this.account = directory.account('demo');
    const now = (): number => this.#nowMs;
    const behaviour = behaviourOf(version);
    const publisher = new Publisher(directory, behaviour, now, ({ hook, payload }) => {
      if (hook !== undefined) this.#said.push(this.#eventOf(hook.event, payload));
      return 0;
    });
    this.site = {
      account: this.account,
      resellerId: 'reseller',
      publisher,
      live: new LiveState(now),
      behaviour,
      random: new Random(seed),
      now,
      after: () => () => undefined,
      revisions: new Map(),
    };
    this.rows = new CallRows(this.account.id, now);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /** A colleague with a phone, by number from 0. */
  colleague(index: number): Party {
    const user = this.account.users[index];
    const device = this.account.devices.find(({ ownerId }) => ownerId === user?.id);
    if (user === undefined || device === undefined) throw new RangeError(`Nobody has the number ${index}.`);
    return { name: `${user.firstName} ${user.lastName}`, number: user.extension, user, device };
  }

  /** A leg that is made now, a moment after whatever was. */
  leg(given: NewLeg): TrafficLeg {
    this.pass(1);
    return new TrafficLeg(this.site, given);
  }

  /** The two legs of a call. */
  pair(caller: Party, callee: Party, interactionId = 'interaction-1'): { a: TrafficLeg; b: TrafficLeg } {
    const a = this.leg({ direction: 'inbound', party: caller, caller, callee, interactionId });
    const b = this.leg({ direction: 'outbound', party: callee, caller, callee, interactionId, otherLeg: a });
    return { a, b };
  }

  /** A call that was answered. */
  talk(...given: Parameters<CallSite['pair']>): ReturnType<CallSite['pair']> {
    const pair = this.pair(...given);
    const { a, b } = pair;
    this.act(
      () => a.create(),
      () => b.create(),
      () => b.answer(),
      () => a.answer(),
      () => a.bridge(b),
    );
    return pair;
  }

  /** Does things a second apart, and gives the rows what is said of each. */
  act(...steps: readonly (() => void)[]): void {
    for (const step of steps) {
      this.pass(1_000);
      step();
      this.hear(this.takeSaid());
    }
  }

  hear(events: readonly KazooEvent[]): void {
    for (const event of events) this.rows.receive(event);
  }

  /** What was said since the last call. */
  takeSaid(): readonly KazooEvent[] {
    const said = this.#said;
    this.#said = [];
    return said;
  }

  /** Kazoo's lists as they are now. */
  list(): CallLists {
    const { live, behaviour, account, resellerId } = this.site;
    const listed = live
      .channelsOf(account.id)
      .map((channel) => channelRow(channel, resellerId, behaviour, this.#nowMs));
    const slots = parkedCalls.rowsOf(parkedSlots(account, live)) ?? [];
    return {
      channels: listed.map((row) => this.#found(channels.read(row, reading))),
      parked: slots.map((row) => this.#found(parkedCalls.read(row, reading))),
    };
  }

  /** Repairs the rows, a second later, with the lists as they are then. */
  repair(isConfirmed = true, lists: () => CallLists = () => this.list()): 'repaired' | 'doubtful' {
    this.pass(1_000);
    return finished(this.rows.repair(lists(), this.#nowMs, isConfirmed));
  }

  #found<Row extends object>(row: Row | undefined): Row & { readonly accountId: string } {
    if (row === undefined) throw new TypeError('A row of a list cannot be read.');
    return { ...row, accountId: this.account.id };
  }

  #eventOf(name: string, payload: JsonObject): KazooEvent {
    const data = eventData(payload, false);
    const frame = { kind: 'event', subscribedKey: 'call.*.*', name, routing: [], data, size: 1 } as const;
    this.#cursor += 1;
    const receipt = {
      ...identifyEvent(frame, binding.family),
      accountId: this.account.id,
      receivedAt: new Date(this.#nowMs),
      cursor: String(this.#cursor),
    };
    return readKazooEvent(frame, binding, receipt, publicData);
  }
}

/** Takes all steps of a repair at once. */
export function finished(repair: Iterator<void, RepairOutcome>): RepairOutcome {
  for (;;) {
    const step = repair.next();
    if (step.done === true) return step.value;
  }
}

/** Lets things happen of which the rows hear nothing. */
export function lose(site: CallSite, ...steps: readonly (() => void)[]): void {
  for (const step of steps) {
    site.pass(1_000);
    step();
  }
  site.takeSaid();
}
