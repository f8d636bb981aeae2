import { idOf } from '../directory/account.ts';
import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import { pause } from './call-stories.ts';
import { TrafficLeg } from './traffic-leg.ts';
import type { Party, Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger, newInteractionId, serviceParty } from './traffic-site.ts';

/** A caller waits in a queue, which rings agents one after another until one answers. */
export function* queuedCall(site: TrafficSite): Story {
  const caller = anyStranger(site);
  const member = new TrafficLeg(site, {
    direction: 'inbound',
    party: caller,
    caller,
    callee: serviceParty('Queue', '3000'),
    interactionId: newInteractionId(site),
    variables: { queue_id: idOf('queue', site.account.id) },
  });
  const entry = new QueueEntry(site, member, caller);
  let ring: TrafficLeg | undefined;
  try {
    member.create();
    yield pause(site, 'setUp');
    member.answer();
    entry.wait();
    yield pause(site, 'ringing');
    for (const agent of anyColleagues(site, 3)) {
      ring = ringAgent(site, member, caller, agent);
      ring.create();
      entry.ring(agent);
      yield pause(site, 'ringing');
      if (site.random.chance(0.5)) break;
      ring.destroy('NO_ANSWER');
      ring = undefined;
      entry.miss();
      yield pause(site, 'setUp');
    }
    if (ring !== undefined) {
      ring.answer();
      member.bridge(ring);
      entry.handle();
      yield pause(site, 'talking');
    }
  } finally {
    ring?.destroy('NORMAL_CLEARING');
    member.destroy('NORMAL_CLEARING');
    entry.end();
  }
}

/** Acdc lists calls of the last while only. */
const maxListed = 50;

/** What acdc lists of a call in a queue, and of the agents that it rings. */
class QueueEntry {
  readonly #site: TrafficSite;
  readonly #call: JsonObject;
  readonly #enteredAtMs: number;
  #agentId: string | undefined;
  #state: JsonObject = {};

  constructor(site: TrafficSite, member: TrafficLeg, caller: Party) {
    this.#site = site;
    this.#enteredAtMs = site.now();
    const { callId } = member.channel;
    const queueId = idOf('queue', site.account.id);
    this.#call = {
      id: `${callId}::${queueId}`,
      queue_id: queueId,
      call_id: callId,
      caller_id_name: caller.name,
      caller_id_number: caller.number,
      entered_timestamp: gregorianSeconds(this.#enteredAtMs),
    };
  }

  wait(): void {
    const { account, live } = this.#site;
    const known = live.agentStatusesOf(account.id);
    for (const { id } of account.users) if (!known.has(id)) live.setAgentStatus(account.id, id, 'ready');
    this.#list({ status: 'waiting' });
  }

  ring(agent: Party): void {
    this.#agentId = agent.user?.id;
    this.#setAgent('connecting');
  }

  /** The agent does not answer. */
  miss(): void {
    this.#setAgent('ready');
    this.#agentId = undefined;
  }

  /** The agent answers. */
  handle(): void {
    this.#setAgent('connected');
    const nowMs = this.#site.now();
    this.#list({
      status: 'handled',
      handled_timestamp: gregorianSeconds(nowMs),
      wait_time: Math.round((nowMs - this.#enteredAtMs) / msPerSecond),
      ...(this.#agentId === undefined ? {} : { agent_id: this.#agentId }),
    });
  }

  end(): void {
    this.#setAgent('ready');
    if (this.#state['status'] === undefined) return;
    const now = gregorianSeconds(this.#site.now());
    const isHandled = this.#state['status'] === 'handled';
    this.#list(
      isHandled
        ? { ...this.#state, status: 'processed', processed_timestamp: now }
        : { status: 'abandoned', abandoned_timestamp: now },
    );
  }

  #setAgent(status: string): void {
    const { account, live } = this.#site;
    if (this.#agentId !== undefined) live.setAgentStatus(account.id, this.#agentId, status);
  }

  #list(state: JsonObject): void {
    this.#state = state;
    const { account, live } = this.#site;
    const others = live.queueCallsOf(account.id).filter(({ id }) => id !== this.#call['id']);
    live.setQueueCalls(account.id, [...others, { ...this.#call, ...state }].slice(-maxListed));
  }
}

const msPerSecond = 1_000;

/** The leg to an agent begins an interaction of its own (events.md section 5.2). */
function ringAgent(site: TrafficSite, member: TrafficLeg, caller: Party, agent: Party): TrafficLeg {
  return new TrafficLeg(site, {
    direction: 'outbound',
    party: agent,
    caller,
    callee: agent,
    interactionId: newInteractionId(site),
    variables: {
      member_call_id: member.channel.callId,
      ...(agent.user === undefined ? {} : { agent_id: agent.user.id }),
    },
  });
}
