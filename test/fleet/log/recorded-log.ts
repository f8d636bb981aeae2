import { EventEmitter, once } from 'node:events';
import type { FleetEntry } from '../../../src/fleet/log/fleet-entry.ts';
import type { FleetLog, FleetLogListener, InstanceFacts } from '../../../src/fleet/log/fleet-log.ts';

export const facts: InstanceFacts = {
  ownedAccounts: 0,
  entryVersion: 1,
  isReady: true,
  kazooHash: 'kazoo',
  privacyHash: 'privacy',
};

type Kind = keyof FleetLogListener;

/** What a log told its instance, in order. */
export class RecordedLog implements AsyncDisposable {
  readonly log: FleetLog;
  readonly #told: { readonly [Name in Kind]: Parameters<FleetLogListener[Name]>[] } = {
    onEntries: [],
    onLease: [],
    onWants: [],
    onMessage: [],
    onBroadcast: [],
    onPublished: [],
    onUp: [],
    onDown: [],
  };
  readonly #news = new EventEmitter();

  constructor(log: FleetLog, told: InstanceFacts = facts) {
    this.log = log;
    const record =
      <Name extends Kind>(kind: Name) =>
      (...told: Parameters<FleetLogListener[Name]>) => {
        this.#told[kind].push(told);
        this.#news.emit('told');
      };
    log.start(told, {
      onEntries: record('onEntries'),
      onLease: record('onLease'),
      onWants: record('onWants'),
      onMessage: record('onMessage'),
      onBroadcast: record('onBroadcast'),
      onPublished: record('onPublished'),
      onUp: record('onUp'),
      onDown: record('onDown'),
    });
  }

  /** What was told of one kind. */
  of<Name extends Kind>(kind: Name): readonly Parameters<FleetLogListener[Name]>[] {
    return this.#told[kind];
  }

  forget(): void {
    for (const told of Object.values(this.#told)) told.length = 0;
  }

  entriesOf(accountId: string): readonly FleetEntry[] {
    return this.of('onEntries').flatMap(([account, , entries]) => (account === accountId ? entries : []));
  }

  bodiesOf(accountId: string): readonly string[] {
    return this.entriesOf(accountId).map(({ body }) => body);
  }

  /** Resolves when enough of a kind was told. */
  async until(isTold: (recorded: this) => boolean): Promise<void> {
    while (!isTold(this)) await once(this.#news, 'told');
  }

  async up(): Promise<string> {
    await this.until(({ log }) => log.epoch !== undefined);
    return this.log.epoch ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.log.close();
  }
}
