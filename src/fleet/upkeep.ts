import type { FormatChoice } from './entries/format-choice.ts';
import type { FleetMembers } from './fleet-members.ts';
import type { FleetModeSwitch } from './fleet-mode.ts';
import type { FleetLog, InstanceFacts } from './log/fleet-log.ts';
import type { Handovers } from './owning/handovers.ts';
import type { Standbys } from './owning/standbys.ts';

export interface UpkeepOptions {
  readonly log: FleetLog;
  readonly mode: FleetModeSwitch;
  readonly members: FleetMembers;
  readonly handovers: Handovers;
  readonly format: FormatChoice;
  /** Left out: accounts have no standbys. */
  readonly standbys: Standbys | undefined;
  readonly facts: () => InstanceFacts;
  readonly onFault: (error: unknown) => void;
}

const intervalMs = 1_000;
/** An instance that cannot write so much serves by itself. */
const maxWaitingBytes = 1_048_576;

/** What an instance does each second for its place in the fleet, until it is closed. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#work(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #work(): void {
    const { log, mode, members, standbys, facts } = this.#options;
    if (mode.name !== 'fleet') return;
    log.mark(facts());
    if (members.backlogBytes > maxWaitingBytes) {
      mode.goSolo('The engine takes entries more slowly than they come.', mode.epoch);
      return;
    }
    void members.keepUp();
    void this.#agreeOnFormat();
    if (!members.isDraining) void standbys?.keep(members.owned);
    this.#handOverForeign();
  }

  /** Does not reject. */
  async #agreeOnFormat(): Promise<void> {
    const { log, format, onFault } = this.#options;
    if (!format.isOpen) return;
    try {
      const instances = await log.instances();
      format.agree(instances.map(({ entryVersion }) => entryVersion));
    } catch (error) {
      // It stays as it is until they are known.
      onFault(error);
    }
  }

  #handOverForeign(): void {
    const { members, handovers, onFault } = this.#options;
    const foreign = handovers.areUnderWay ? [] : members.takeForeign();
    if (foreign.length > 0) handovers.handOverToWanting(foreign).catch(onFault);
  }
}
