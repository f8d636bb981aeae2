import type { AccountTimezones } from '../../auth/account-timezones.ts';
import type { Config } from '../../config/config.ts';
import { conferences } from '../../kazoo/collections/conference-rooms.ts';
import { registrations } from '../../kazoo/collections/registrations.ts';
import { users } from '../../kazoo/collections/users.ts';
import type { AccountBoard } from '../../live/boards/account-board.ts';
import { BoardRows } from '../../live/boards/board-rows.ts';
import { LocalDays } from '../../live/boards/local-days.ts';
import type { Call, RemovedCall } from '../../live/calls/call.ts';
import type { CallLists } from '../../live/calls/call-lists.ts';
import { ConferenceRows } from '../../live/conferences/conference-rows.ts';
import { FollowedRooms, type FollowedRoomsOptions } from '../../live/conferences/followed-rooms.ts';
import type { LiveConference } from '../../live/conferences/room.ts';
import { derivedSource } from '../../live/derived/derived-source.ts';
import { DerivedTables } from '../../live/derived/derived-tables.ts';
import type { LiveBudget } from '../../live/live-budget.ts';
import type { RemovedRow } from '../../live/live-rows.ts';
import type { LiveTables } from '../../live/live-tables.ts';
import { PeopleRows } from '../../live/people/people-rows.ts';
import type { Person } from '../../live/people/person.ts';
import type { Polls } from './polls.ts';

/** The live lists that are computed from others. */
export interface DerivedLists {
  readonly boards: DerivedTables<AccountBoard, RemovedRow>;
  readonly people: DerivedTables<Person, RemovedRow>;
  readonly conferences: DerivedTables<LiveConference, RemovedRow>;
}

export interface DerivedListsOptions {
  readonly config: Pick<Config, 'lingerMs'>;
  readonly calls: LiveTables<Call, RemovedCall, CallLists>;
  readonly polls: Pick<Polls, 'users' | 'registrations' | 'conferences'>;
  readonly rooms: FollowedRoomsOptions;
  readonly budget: LiveBudget;
  readonly timezones: Pick<AccountTimezones, 'of'>;
}

/** Phones come and go more often than users. */
const registrationsEveryMs = 30_000;
const usersEveryMs = 60_000;
/** No event tells that somebody is in a conference which nobody follows. */
const conferencesEveryMs = 10_000;
/** Each takes a topic, and a request for each repair. */
const maxRooms = 50;

export function createDerivedLists(options: DerivedListsOptions): DerivedLists {
  const { config, calls, polls, rooms, budget, timezones } = options;
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
    conferences: new DerivedTables<LiveConference, RemovedRow>({
      events: calls,
      lists: [conferences],
      derive({ accountId }) {
        const rows = new ConferenceRows(accountId, maxRooms, () => followed.follow());
        const followed = new FollowedRooms(rows, rooms);
        const sources = [
          derivedSource(polls.conferences, rows.listed, conferencesEveryMs),
          followed.withGapsOf(derivedSource(calls.followed, rows.calls)),
          followed,
        ];
        return { rows, sources };
      },
      budget,
      lingerMs,
    }),
  };
}
