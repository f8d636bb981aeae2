import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { QueuesSubscription } from '../generated/graphql.ts';
import { Elapsed } from './elapsed.tsx';
import { Panel } from './panel.tsx';
import { Name } from './party.tsx';

export type Queue = LiveRowOf<QueuesSubscription>;

/** Who waits in which queue, and who is there to answer. */
export function QueueList({ table }: { readonly table: LiveSnapshot<Queue> }) {
  return (
    <Panel title="Queues" area="queues" table={table} empty="There are no queues.">
      <ul className="cards">
        {table.rows.map((queue) => (
          <QueueCard key={queue.id} queue={queue} />
        ))}
      </ul>
    </Panel>
  );
}

function QueueCard({ queue }: { readonly queue: Queue }) {
  const { name, queueId, waiting, longestWaitSince, handled, abandoned } = queue;
  const { agentsReady, agentsRinging, agentsTalking, agentsPaused, agentsWrappingUp } = queue;
  const agents = [
    [agentsReady, 'ready', 'ready'],
    [agentsRinging, 'ringing', 'ringing'],
    [agentsTalking, 'talking', 'talking'],
    [agentsWrappingUp, 'wrapping up', 'other'],
    [agentsPaused, 'paused', 'other'],
  ] as const;
  return (
    <li className="card" data-alert={waiting > 0}>
      <div className="card-line">
        <Name>{name ?? queueId}</Name>
        <span className="card-value">
          {waiting > 0 ? `${waiting} waiting` : 'Nobody waits'}
          {longestWaitSince && (
            <>
              {' '}
              <Elapsed since={longestWaitSince} />
            </>
          )}
        </span>
      </div>
      <div className="chips">
        {agents.map(([count, word, kind]) =>
          count ? (
            <span key={word} className="chip" data-kind={kind}>
              {count} {word}
            </span>
          ) : null,
        )}
        <span className="chip">
          {handled} handled, {abandoned} gave up
        </span>
      </div>
    </li>
  );
}
