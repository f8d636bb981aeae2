import assert from 'node:assert/strict';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { Call, RemovedCall } from '../../../src/live/calls/call.ts';
import type { CallLists } from '../../../src/live/calls/call-lists.ts';
import type { RowChanges } from '../../../src/live/live-rows.ts';
import { Random } from '../../../src/simulator/random.ts';
import { attendedTransfer } from '../../../src/simulator/traffic/attended-transfer-story.ts';
import {
  declinedCall,
  heldCall,
  inboundCall,
  internalCall,
  missedCall,
  outboundCall,
  parkedCall,
  transferredCall,
} from '../../../src/simulator/traffic/call-stories.ts';
import { conference } from '../../../src/simulator/traffic/conference-story.ts';
import { voicemail } from '../../../src/simulator/traffic/document-stories.ts';
import { queuedCall } from '../../../src/simulator/traffic/queue-story.ts';
import { ringGroup } from '../../../src/simulator/traffic/ring-group-story.ts';
import type { Story } from '../../../src/simulator/traffic/traffic-site.ts';
import { type Expected, expectedCalls } from './call-oracle.ts';
import { CallSite, finished, versions } from './call-site.ts';

const stories = [
  attendedTransfer,
  conference,
  declinedCall,
  heldCall,
  inboundCall,
  internalCall,
  missedCall,
  outboundCall,
  parkedCall,
  ringGroup,
  transferredCall,
  voicemail,
];
const maxRunning = 6;

interface Running {
  readonly story: Story;
  readonly dueMs: number;
}

/**
 * Stories of calls, of which events are lost, late, swapped and doubled, and lists that are late.
 * The world is the simulator's; what a client has is kept as a client keeps it.
 */
export class CallWorld {
  readonly site: CallSite;
  readonly #random: Random;
  readonly #onChanges: (changes: RowChanges<Call, RemovedCall>) => void;
  readonly #lossRate: number;
  #running: readonly Running[] = [];
  #onTheWay: readonly { readonly event: KazooEvent; readonly dueMs: number }[] = [];
  #asked: { readonly listed: CallLists; readonly askedAtMs: number; readonly dueMs: number } | undefined;
  readonly #client = new Map<string, Call>();
  readonly #removed = new Set<string>();
  /** How often Kazoo was asked since a row has been without a leg that is up. */
  readonly #ghosts = new Map<string, number>();

  /** @param onChanges told of all that the rows tell */
  constructor(seed: number, onChanges: (changes: RowChanges<Call, RemovedCall>) => void = () => undefined) {
    this.#onChanges = onChanges;
    const version = versions[seed % versions.length] ?? 'master';
    this.site = new CallSite(version, seed);
    this.#random = new Random(seed);
    this.#lossRate = this.#random.pick([0, 0.02, 0.15]);
  }

  /** Lets something happen. */
  step(): void {
    const random = this.#random;
    if (this.#running.length < maxRunning && random.chance(0.3)) this.#begin();
    this.site.pass(random.integer(1, 800));
    const due = this.#running.filter(({ dueMs }) => dueMs <= this.site.nowMs);
    this.#running = this.#running.filter((running) => !due.includes(running));
    for (const { story } of due) this.#advance(story);
    this.#send();
    this.#deliver((dueMs) => dueMs <= this.site.nowMs);
    this.#repairAtTimes();
  }

  /** Ends all that is under way, but not the calls, and repairs. */
  settle(): void {
    this.#deliver(() => true);
    this.#asked = undefined;
    this.site.pass(1_000);
    this.#repair(this.site.list(), this.site.nowMs);
  }

  /** What is shown, in the words of the oracle. */
  shown(): readonly Expected[] {
    return [...this.#client.values()].map(({ state, ownerIds, legs }) => ({
      state,
      ownerIds: [...ownerIds].sort(),
      callIds: legs.map(({ callId }) => callId).sort(),
    }));
  }

  expected(): readonly Expected[] {
    return expectedCalls(this.site.site.live, this.site.account.id);
  }

  #begin(): void {
    // Only the CREATE of a leg to an agent tells for whom it is: without it, it is a call of its own.
    const tell = this.#random.pick(this.#lossRate === 0 ? [...stories, queuedCall] : stories);
    this.#advance(tell({ ...this.site.site, random: new Random(this.#random.integer(0, 2 ** 31)) }));
  }

  #advance(story: Story): void {
    const step = story.next();
    if (step.done !== true) this.#running = [...this.#running, { story, dueMs: this.site.nowMs + step.value }];
  }

  #send(): void {
    const random = this.#random;
    const sent = this.site.takeSaid().flatMap((event) => {
      if (random.chance(this.#lossRate)) return [];
      const dueMs = this.site.nowMs + (random.chance(0.2) ? random.integer(0, 1_200) : 0);
      const copies = random.chance(0.1) ? [{ event, dueMs: dueMs + random.integer(0, 8_000) }] : [];
      return [{ event, dueMs }, ...copies];
    });
    this.#onTheWay = [...this.#onTheWay, ...sent].sort((one, other) => one.dueMs - other.dueMs);
  }

  #deliver(isDue: (dueMs: number) => boolean): void {
    const due = this.#onTheWay.filter(({ dueMs }) => isDue(dueMs));
    this.#onTheWay = this.#onTheWay.filter((sent) => !due.includes(sent));
    for (const { event } of due) {
      this.site.rows.receive(event);
      this.#takeChanges();
    }
  }

  /** Asks for a list now and then, which is answered a little later. */
  #repairAtTimes(): void {
    if (this.#asked === undefined) {
      if (!this.#random.chance(0.1)) return;
      const askedAtMs = this.site.nowMs;
      this.#asked = { listed: this.site.list(), askedAtMs, dueMs: askedAtMs + this.#random.integer(0, 900) };
    }
    if (this.#asked.dueMs > this.site.nowMs) return;
    const { listed, askedAtMs } = this.#asked;
    this.#asked = undefined;
    this.#repair(listed, askedAtMs);
  }

  #repair(listed: CallLists, askedAtMs: number): void {
    if (finished(this.site.rows.repair(listed, askedAtMs, false)) === 'doubtful') {
      assert.deepEqual(this.site.rows.takeChanges(), { changed: [], removed: [] });
      finished(this.site.rows.repair(this.site.list(), this.site.nowMs, true));
    }
    this.#takeChanges();
    this.#lookForGhosts();
  }

  #takeChanges(): void {
    const { changed, removed } = this.site.rows.takeChanges();
    this.#onChanges({ changed, removed });
    const up = new Set(this.site.site.live.channels.keys());
    for (const { id, legs } of changed) {
      const isAlive = legs.some(({ callId }) => up.has(callId));
      assert.ok(!this.#removed.has(id) || this.#client.has(id) || isAlive, `${id} comes back without a leg that is up`);
    }
    for (const row of changed) this.#client.set(row.id, row);
    for (const { id, reason } of removed) {
      const isUp = this.#client.get(id)?.legs.some(({ callId }) => up.has(callId)) === true;
      assert.ok(reason === 'MERGED' || !isUp, `${id} goes as ${reason} while a leg of it is up`);
      this.#client.delete(id);
      this.#removed.add(id);
    }
    const unsent = [...this.site.rows.rows()].filter((row) => this.#client.get(row.id) !== row);
    assert.equal(unsent.length, 0, 'What was sent is not what the table has.');
    assert.equal(this.site.rows.size, this.#client.size, 'The table has another size than what was sent.');
  }

  #lookForGhosts(): void {
    const up = new Set(this.site.site.live.channels.keys());
    for (const { id, legs } of this.#client.values()) {
      const repairs = legs.some(({ callId }) => up.has(callId)) ? 0 : (this.#ghosts.get(id) ?? 0) + 1;
      this.#ghosts.set(id, repairs);
      assert.ok(repairs <= 1, `${id} survives two repairs without a leg that is up`);
    }
  }
}
