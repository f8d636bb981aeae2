import { memo, useMemo } from 'react';
import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { CallRoute, CallState, CallsSubscription } from '../generated/graphql.ts';
import { Elapsed } from './elapsed.tsx';
import { Panel } from './panel.tsx';
import { isUnknown, Party } from './party.tsx';
import { WhyQuiet } from './why-quiet.tsx';

type Call = LiveRowOf<CallsSubscription>;

const stateWords: Readonly<Record<CallState, string>> = {
  RINGING: 'Ringing',
  ANSWERED: 'Talking',
  ON_HOLD: 'On hold',
  PARKED: 'Parked',
};
/** What needs somebody first. */
const ranks: Readonly<Record<CallState, number>> = { RINGING: 0, PARKED: 1, ON_HOLD: 2, ANSWERED: 3 };
const routes: Readonly<Record<CallRoute, readonly [arrow: string, word: string]>> = {
  INBOUND: ['↘', 'incoming'],
  OUTBOUND: ['↗', 'outgoing'],
  INTERNAL: ['↔', 'internal'],
};
/** With more calls than these they stand in two columns, then in three, then closer. */
const densitySteps = [6, 14, 21];

/** All calls that are up, those first that wait for somebody. */
export function CallList({
  table,
  queueNames,
  userNames,
}: {
  readonly table: LiveSnapshot<Call>;
  readonly queueNames: ReadonlyMap<string, string>;
  readonly userNames: ReadonlyMap<string, string>;
}) {
  const { rows } = table;
  const sorted = useMemo(() => rows.toSorted(byUrgency), [rows]);
  const density = densitySteps.filter((step) => rows.length > step).length;
  return (
    <Panel title="Calls" area="calls" table={table} empty={<WhyQuiet />}>
      <ul className="calls" data-density={density}>
        {sorted.map((call) => (
          <CallRow
            key={call.id}
            call={call}
            queueName={queueNames.get(call.queueId ?? '')}
            fromUser={userNames.get(call.from.userId ?? '')}
            toUser={userNames.get(call.to.userId ?? '')}
          />
        ))}
      </ul>
      {rows.some(({ from, to }) => isUnknown(from) || isUnknown(to)) && (
        <p className="note">
          Unknown: the number is withheld, or the call was up before the gateway looked. Of such calls Kazoo lists no
          names; they come with what happens next.
        </p>
      )}
    </Panel>
  );
}

interface CallRowProps {
  readonly call: Call;
  readonly queueName: string | undefined;
  readonly fromUser: string | undefined;
  readonly toUser: string | undefined;
}

const CallRow = memo(({ call, queueName, fromUser, toUser }: CallRowProps) => {
  const { state, direction, from, to, since, parkedSlot, conferenceId, recording } = call;
  const [arrow, route] = routes[direction];
  return (
    <li className="call" data-state={state}>
      <span className="state">{stateWords[state]}</span>
      <span className="parties">
        <Party party={from} userName={fromUser} />
        <span className="route" role="img" aria-label={`${route} call to`}>
          {arrow}
        </span>
        <Party party={to} userName={toUser} />
      </span>
      <span className="badges">
        {parkedSlot && <span className="badge badge-slot">Slot {parkedSlot}</span>}
        {queueName !== undefined && (
          <span className="badge">
            <bdi>{queueName}</bdi>
          </span>
        )}
        {conferenceId && <span className="badge">Conference</span>}
        {recording && <span className="badge badge-recording">Rec</span>}
      </span>
      <Elapsed since={since} />
    </li>
  );
});

/** The longest wait first, and of those who talk the latest. */
function byUrgency(one: Call, other: Call): number {
  const age = Date.parse(one.since) - Date.parse(other.since);
  return ranks[one.state] - ranks[other.state] || (one.state === 'ANSWERED' ? -age : age);
}
