import { type CrossbarRecord, isRecord } from '../../crossbar/crossbar-value.ts';
import { type EventFields, text } from '../../events/event-field.ts';
import { collection } from '../collection.ts';
import type { Found } from '../collection-reader.ts';

const agentStatusFields = { agentId: text('agent_id'), status: text('status') } satisfies EventFields;

/**
 * What the agents of an account do now, with one request. Kazoo answers with what each did in the
 * last day, by the moment at which it began (acdc_agent_stats:query_status_fold/2). Some versions
 * do so only with `recent`.
 */
export const agentStatuses = collection({
  path: 'agents/status',
  query: { recent: 'true' },
  type: 'AgentStatus',
  fields: agentStatusFields,
  key: 'agentId',
  isOptional: true,
  rowsOf: latestOfEach,
});

export type AgentStatus = Found<NonNullable<ReturnType<typeof agentStatuses.read>>>;

/** Reads `{agent: {moment: status}}`. */
function latestOfEach(data: unknown): readonly CrossbarRecord[] | undefined {
  if (!isRecord(data)) return undefined;
  return Object.entries(data).flatMap(([agentId, statuses]) => {
    if (!isRecord(statuses)) return [];
    const byAge = Object.entries(statuses).toSorted(([one], [other]) => Number(one) - Number(other));
    const [, latest] = byAge.at(-1) ?? [];
    return isRecord(latest) ? [{ ...latest, agent_id: agentId }] : [];
  });
}
