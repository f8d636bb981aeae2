import type { Account } from '../../../src/simulator/directory/account.ts';
import type { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../../src/simulator/random.ts';
import { TrafficLeg } from '../../../src/simulator/traffic/traffic-leg.ts';
import type { Party, TrafficSite } from '../../../src/simulator/traffic/traffic-site.ts';
import { expectedCalls } from '../../live/calls/call-oracle.ts';

interface Talk {
  readonly caller: TrafficLeg;
  readonly callee: TrafficLeg;
  state: 'RINGING' | 'ANSWERED' | 'ON_HOLD';
}

/** What a row of a list says, as far as the world knows it. */
export type Truth = () => readonly string[];

const maxTalks = 6;
const stranger: Party = { name: 'Ольга', number: '+74955550123' };
/** Who is in several calls does what comes last here. */
const states = ['OFFLINE', 'AVAILABLE', 'RINGING', 'ON_HOLD', 'TALKING'];

/** An account in which phones, queues, boxes, parked calls and calls come and go at random. */
export class ListWorld {
  readonly #account: Account;
  readonly #site: TrafficSite;
  readonly #random: Random;
  readonly #talks: Talk[] = [];
  /** What every list must show. */
  readonly truths: Readonly<Record<string, Truth>>;
  #made = 0;

  constructor({ directory, live, publisher, behaviour, now }: KazooSimulator, random: Random) {
    const account = directory.account('demo');
    this.#account = account;
    this.#random = random;
    this.#site = {
      account,
      resellerId: directory.account('reseller').id,
      publisher,
      live,
      behaviour,
      random,
      now,
      after: () => () => undefined,
      revisions: new Map(),
    };
    const registered = () => account.devices.filter(({ id }) => live.isRegistered(id));
    this.truths = {
      registrations: () => registered().map(({ sipUsername }) => sipUsername),
      devices: () => account.devices.map(({ id, name }) => `${id} ${name}`),
      queues: () => account.queues.map(({ id, name }) => `${id} ${name}`),
      parkedCalls: () => live.parkedIn(account.id).map(({ slot, callId }) => `${slot} ${callId}`),
      voicemailBoxes: () => account.voicemailBoxes.map(({ id, number }) => `${id} ${number}`),
      people: () => account.users.map(({ id }) => `${id} ${this.#stateOf(id, registered())}`),
      accountBoard: () => {
        const calls = expectedCalls(live, account.id);
        const count = (state: string): number => calls.filter((call) => call.state === state).length;
        return [`${count('RINGING')} ${count('ANSWERED')} ${count('ON_HOLD')} ${count('PARKED')}`];
      },
    };
  }

  /** Lets one thing happen. */
  step(): void {
    const { live } = this.#site;
    const { devices, queues, voicemailBoxes, id: accountId } = this.#account;
    const [random, name] = [this.#random, `new-${this.#made}`];
    this.#made += 1;
    const phone = random.pick(devices);
    const steps: readonly (() => void)[] = [
      () => (live.isRegistered(phone.id) ? live.unregister(phone.id) : live.register(phone.id)),
      () => void devices.push({ ...phone, id: name, name, sipUsername: name }),
      () => void queues.push({ id: name, name }),
      () => void voicemailBoxes.push({ id: name, name, number: name, ownerId: 'nobody' }),
      () => takeAway(devices, random),
      () => takeAway(queues, random),
      () => takeAway(voicemailBoxes, random),
      () => live.park(accountId, { slot: this.#slot(), callId: name, parkerCallId: 'gone', ...parkedCaller }),
      () => live.unpark(accountId, this.#slot()),
      () => this.#call(),
      () => this.#call(),
      () => this.#proceed(),
      () => this.#proceed(),
      () => this.#proceed(),
    ];
    random.pick(steps)();
  }

  #slot(): string {
    return `*${this.#random.integer(1, 4)}`;
  }

  #call(): void {
    const { account } = this.#site;
    const [one, two] = [this.#random.pick(account.users), this.#random.pick(account.users)];
    if (this.#talks.length >= maxTalks || one === two) return;
    const [callee, colleague] = [this.#partyOf(one.id), this.#partyOf(two.id)];
    const caller = this.#random.chance(0.5) ? stranger : colleague;
    const interactionId = `interaction-${this.#made}`;
    const leg = { caller, callee, interactionId };
    const a = new TrafficLeg(this.#site, { ...leg, direction: 'inbound', party: caller });
    const b = new TrafficLeg(this.#site, { ...leg, direction: 'outbound', party: callee, otherLeg: a });
    a.create();
    b.create();
    this.#talks.push({ caller: a, callee: b, state: 'RINGING' });
  }

  #proceed(): void {
    const talk = this.#talks[this.#random.integer(0, Math.max(0, this.#talks.length - 1))];
    if (talk === undefined) return;
    const { caller, callee, state } = talk;
    if (this.#random.chance(0.4)) {
      this.#talks.splice(this.#talks.indexOf(talk), 1);
      callee.destroy('NORMAL_CLEARING');
      caller.destroy('NORMAL_CLEARING');
    } else if (state === 'RINGING') {
      callee.answer();
      caller.answer();
      caller.bridge(callee);
      talk.state = 'ANSWERED';
    } else if (state === 'ANSWERED') {
      caller.hold();
      talk.state = 'ON_HOLD';
    } else {
      caller.unhold();
      talk.state = 'ANSWERED';
    }
  }

  #partyOf(userId: string): Party {
    const { users, devices } = this.#account;
    const user = users.find(({ id }) => id === userId);
    const device = devices.find(({ ownerId }) => ownerId === userId);
    return { name: userId, number: user?.extension ?? '', ...(user && { user }), ...(device && { device }) };
  }

  #stateOf(userId: string, registered: readonly { readonly ownerId: string }[]): string {
    const resting = registered.some(({ ownerId }) => ownerId === userId) ? 'AVAILABLE' : 'OFFLINE';
    const own = this.#talks.filter(({ caller, callee }) =>
      [caller, callee].some(({ channel }) => channel.ownerId === userId),
    );
    const doing = own.map(({ state }) => (state === 'ANSWERED' ? 'TALKING' : state));
    return [resting, ...doing].sort((a, b) => states.indexOf(a) - states.indexOf(b)).at(-1) ?? resting;
  }
}

const parkedCaller = { callerName: 'Ann', callerNumber: '1001' };

/** Takes away one of those that came. */
function takeAway(made: { readonly id: string }[], random: Random): void {
  const later = made.filter(({ id }) => id.startsWith('new-'));
  if (later.length > 0) made.splice(made.indexOf(random.pick(later)), 1);
}
