import type { FleetMembers } from './fleet-members.ts';
import type { FleetModeSwitch } from './fleet-mode.ts';
import type { FleetObserver } from './fleet-observer.ts';
import type { AccountLease } from './log/account-lease.ts';
import type { FleetEntry } from './log/fleet-entry.ts';
import type { FleetLogListener } from './log/fleet-log.ts';
import type { Handovers } from './owning/handovers.ts';
import { readStandbyMessage } from './owning/standby-message.ts';
import type { ControlChannel } from './sharing/control-channel.ts';
import type { SharedLists } from './sharing/shared-lists.ts';

export interface LogInboxOptions {
  readonly members: FleetMembers;
  readonly mode: FleetModeSwitch;
  readonly handovers: Handovers;
  readonly control: ControlChannel;
  readonly lists: SharedLists;
  readonly observer: Pick<FleetObserver, 'onRead'>;
}

/** Gives what comes from the engine to whom it concerns. */
export class LogInbox implements FleetLogListener {
  readonly #options: LogInboxOptions;
  #readEntries = 0;

  constructor(options: LogInboxOptions) {
    this.#options = options;
  }

  /** How many entries came. */
  get readEntries(): number {
    return this.#readEntries;
  }

  /** Hot. */
  onEntries(accountId: string, epoch: string, entries: readonly FleetEntry[]): void {
    const { members, mode, observer } = this.#options;
    this.#readEntries += entries.length;
    const last = entries.at(-1);
    if (last === undefined || epoch !== mode.epoch) return;
    members.receive(accountId, epoch, entries, last.position);
    observer.onRead(last.position);
  }

  onLease(accountId: string, lease: AccountLease | undefined): void {
    this.#options.members.leaseChanged(accountId, lease);
  }

  onWants(accountId: string, version: number): void {
    this.#options.members.find(accountId)?.role.wantsChanged(version);
  }

  onMessage(from: string, text: string): void {
    const standbyOf = readStandbyMessage(text);
    if (standbyOf === undefined) this.#options.handovers.receive(from, text);
    else this.#options.members.standBy(standbyOf);
  }

  onBroadcast(from: string, text: string): void {
    this.#options.control.receive(from, text);
  }

  onPublished(name: string, from: string, text: string): void {
    this.#options.lists.receive(name, from, text);
  }

  onUp(epoch: string): void {
    this.#options.mode.up(epoch);
  }

  onDown(reason: string): void {
    this.#options.mode.down(reason);
  }
}
