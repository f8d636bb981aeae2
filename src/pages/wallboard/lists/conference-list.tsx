import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { ConferencesSubscription } from '../generated/graphql.ts';
import { Panel } from './panel.tsx';
import { Name } from './party.tsx';

type Conference = LiveRowOf<ConferencesSubscription>;
type Participant = NonNullable<Conference['participants']>[number];

/** Who is in which conference, and who talks there right now. */
export function ConferenceList({ table }: { readonly table: LiveSnapshot<Conference> }) {
  return (
    <Panel title="Conferences" area="conferences" table={table} empty="No conference is running.">
      <ul className="cards">
        {table.rows.map(({ id, name, isLocked, participants }) => (
          <li key={id} className="card">
            <div className="card-line">
              <Name>{name ?? id}</Name>
              <span className="card-value">
                {isLocked && 'Locked · '}
                {participants ? `${participants.length} in it` : ''}
              </span>
            </div>
            <ul className="chips">
              {participants?.map((participant) => (
                <ParticipantChip key={participant.id} participant={participant} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ParticipantChip({ participant }: { readonly participant: Participant }) {
  const { callerIdName, callerIdNumber, speak, talking } = participant;
  const kind = talking ? 'talking' : speak === false ? 'muted' : 'listening';
  return (
    <li className="chip" data-kind={kind}>
      <Name>{callerIdName || callerIdNumber || 'Unknown'}</Name>
      {kind === 'muted' && ' · muted'}
      {kind === 'talking' && <span className="sr-only">, talking</span>}
    </li>
  );
}
