import type { AccountRow, GapFacts } from '../../../operator/operator-view.ts';
import type { Shown } from '../session/desk-view.ts';
import { duration, Moment } from './moment.tsx';
import { type Column, Table } from './table.tsx';

interface AccountsTableProps {
  readonly accounts: Shown<AccountRow>;
  readonly chosen: string;
  readonly onChoose: (accountId: string) => void;
}

export function AccountsTable({ accounts, chosen, onChoose }: AccountsTableProps) {
  const columns: readonly Column<AccountRow>[] = [
    {
      title: 'Account',
      cell: ({ name }, id) => (
        <button type="button" className="link" onClick={() => onChoose(id === chosen ? '' : id)}>
          <bdi>{name === '' ? id : name}</bdi>
          {name !== '' && <small>{id}</small>}
        </button>
      ),
    },
    { title: 'State', cell: State },
    { title: 'Since', cell: ({ sinceMs }) => <Moment atMs={sinceMs} /> },
    { title: 'Topics', isNumber: true, cell: ({ topics, completeTopics }) => `${completeTopics} / ${topics}` },
    { title: 'Listeners', isNumber: true, cell: ({ listeners }) => listeners },
    { title: 'Events/s', isNumber: true, cell: ({ eventsPerSecond }) => eventsPerSecond.toFixed(1) },
    { title: 'Last event', cell: ({ lastEventMs }) => <Moment atMs={lastEventMs} /> },
    { title: 'Last gap', cell: ({ lastGap }) => <LastGap gap={lastGap} /> },
    {
      title: 'Through',
      cell: ({ role, carriedBy }) => role ?? (carriedBy === null ? 'own socket' : `socket of ${carriedBy}`),
    },
  ];
  // In the order in which the gateway chooses those that it shows, where there are too many.
  const rows = Object.entries(accounts.rows).sort(
    ([, one], [, other]) =>
      Number(isBad(other)) - Number(isBad(one)) ||
      other.listeners - one.listeners ||
      one.name.localeCompare(other.name),
  );
  return (
    <Table
      caption="Accounts"
      columns={columns}
      rows={rows}
      total={accounts.total}
      empty="Nobody follows an account."
      chosen={chosen}
      isBad={isBad}
    />
  );
}

function isBad({ state }: AccountRow): boolean {
  return state !== 'LIVE' && state !== 'IDLE';
}

function State({ state, reason }: AccountRow) {
  return (
    <>
      <span className={`state ${state.toLowerCase()}`}>{state}</span>
      {reason !== null && <small>{reason}</small>}
    </>
  );
}

function LastGap({ gap }: { readonly gap: GapFacts | null }) {
  if (gap === null) return <span className="none">none</span>;
  return (
    <>
      <Moment atMs={gap.toMs} />
      <small>
        {gap.reason}, {duration(gap.toMs - gap.fromMs)}
        {gap.isCertain ? '' : ', possible'}
      </small>
    </>
  );
}
