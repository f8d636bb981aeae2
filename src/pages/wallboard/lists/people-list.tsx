import { memo, useMemo } from 'react';
import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { PeopleSubscription, PersonState } from '../generated/graphql.ts';
import { Elapsed } from './elapsed.tsx';
import { Panel } from './panel.tsx';
import { Name } from './party.tsx';

export type Person = LiveRowOf<PeopleSubscription>;

const words: Readonly<Record<PersonState, string>> = {
  RINGING: 'Ringing',
  TALKING: 'Talking',
  ON_HOLD: 'On hold',
  AVAILABLE: 'Available',
  DO_NOT_DISTURB: 'Do not disturb',
  OFFLINE: 'Offline',
};

/** With more people than these they stand in two columns. */
const roomyCount = 9;

export function nameOf({ firstName, lastName, userId }: Person): string {
  return [firstName, lastName].filter(Boolean).join(' ') || userId;
}

/** Everybody by name, so that one finds them where they were; who cannot be reached comes last. */
export function PeopleList({ table }: { readonly table: LiveSnapshot<Person> }) {
  const { rows } = table;
  const sorted = useMemo(() => rows.toSorted(byName), [rows]);
  const reachable = rows.filter(({ state }) => state !== 'OFFLINE').length;
  return (
    <Panel
      title="People"
      area="people"
      table={table}
      count={`${reachable} of ${rows.length}`}
      empty="Nobody has a user here."
    >
      <ul className="people" data-dense={rows.length > roomyCount}>
        {sorted.map((person) => (
          <PersonTile key={person.id} person={person} />
        ))}
      </ul>
    </Panel>
  );
}

const PersonTile = memo(({ person }: { readonly person: Person }) => {
  const { state, since, call } = person;
  const other = call?.otherParty.name || call?.otherParty.number;
  return (
    <li className="person" data-state={state}>
      <span className="avatar" aria-hidden="true">
        {initialsOf(person)}
      </span>
      <span className="who">
        <Name>{nameOf(person)}</Name>
        <span className="doing">
          <span className="state">{words[state]}</span>
          {other && (
            <>
              <span aria-hidden="true"> · </span>
              <span className="sr-only">with</span> <Name>{other}</Name>
            </>
          )}
        </span>
      </span>
      {call && since && <Elapsed since={since} />}
    </li>
  );
});

function byName(one: Person, other: Person): number {
  const reach = Number(one.state === 'OFFLINE') - Number(other.state === 'OFFLINE');
  return reach || nameOf(one).localeCompare(nameOf(other));
}

function initialsOf({ firstName, lastName }: Person): string {
  const [first = '', last = ''] = [firstName, lastName].map((name) => Array.from(name ?? '')[0]);
  return (first + last).toLocaleUpperCase() || '·';
}
