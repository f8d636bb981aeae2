import type { AccountTimezones } from '../auth/account-timezones.ts';
import type { Config } from '../config/config.ts';
import { registrations } from '../kazoo/collections/registrations.ts';
import { users } from '../kazoo/collections/users.ts';
import type { AccountBoard } from '../live/boards/account-board.ts';
import { BoardRows } from '../live/boards/board-rows.ts';
import { LocalDays } from '../live/boards/local-days.ts';
import type { Call, RemovedCall } from '../live/calls/call.ts';
import type { CallLists } from '../live/calls/call-lists.ts';
import { derivedSource } from '../live/derived/derived-source.ts';
import { DerivedTables } from '../live/derived/derived-tables.ts';
import type { LiveBudget } from '../live/live-budget.ts';
import type { RemovedRow } from '../live/live-rows.ts';
import type { LiveTables } from '../live/live-tables.ts';
import { PeopleRows } from '../live/people/people-rows.ts';
import type { Person } from '../live/people/person.ts';
import type { Polls } from './polls.ts';

/** The live lists that are computed from others. */
export interface DerivedLists {
  readonly boards: DerivedTables<AccountBoard, RemovedRow>;
  readonly people: DerivedTables<Person, RemovedRow>;
}

export interface DerivedListsOptions {
  readonly config: Pick<Config, 'lingerMs'>;
  readonly calls: LiveTables<Call, RemovedCall, CallLists>;
  readonly polls: Pick<Polls, 'users' | 'registrations'>;
  readonly budget: LiveBudget;
  readonly timezones: Pick<AccountTimezones, 'of'>;
}

/** Phones come and go more often than users. */
const registrationsEveryMs = 30_000;
const usersEveryMs = 60_000;

export function createDerivedLists({ config, calls, polls, budget, timezones }: DerivedListsOptions): DerivedLists {
  const { lingerMs } = config;
  const days = new LocalDays();
  return {
    boards: new DerivedTables<AccountBoard, RemovedRow>({
      events: calls,
      isPerOwner: true,
      derive({ accountId, ownerId }) {
        const rows = new BoardRows({ accountId, ownerId, timezone: () => timezones.of(accountId), days });
        return { rows, sources: [derivedSource(calls.followed, rows)] };
      },
      budget,
      lingerMs,
    }),
    people: new DerivedTables<Person, RemovedRow>({
      events: calls,
      lists: [users, registrations],
      derive() {
        const rows = new PeopleRows();
        const sources = [
          derivedSource(polls.users, rows.users, usersEveryMs),
          derivedSource(polls.registrations, rows.registrations, registrationsEveryMs),
          derivedSource(calls.followed, rows.calls),
        ];
        return { rows, sources };
      },
      budget,
      lingerMs,
    }),
  };
}
