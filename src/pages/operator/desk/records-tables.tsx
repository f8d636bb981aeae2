import type { EndingRow, UpstreamEventRow } from '../../../operator/operator-view.ts';
import type { Shown } from '../session/desk-view.ts';
import { Moment } from './moment.tsx';
import { Named, NamedUser } from './named-user.tsx';
import { type Column, Table } from './table.tsx';

const endings: readonly Column<EndingRow>[] = [
  { title: 'When', cell: ({ atMs }) => <Moment atMs={atMs} /> },
  { title: 'Reason', cell: ({ reason }) => <code>{reason}</code> },
  { title: 'User', cell: NamedUser },
  { title: 'Address', cell: ({ address }) => address },
  { title: 'Request', cell: ({ requestId }) => <small>{requestId}</small> },
];

const upstream: readonly Column<UpstreamEventRow>[] = [
  { title: 'When', cell: ({ atMs }) => <Moment atMs={atMs} /> },
  { title: 'What', cell: ({ kind }) => <span className={`state ${kind}`}>{kind}</span> },
  { title: 'Account', cell: ({ accountId, accountName }) => <Named name={accountName} id={accountId} /> },
  { title: 'Why', cell: ({ text }) => text },
];

/** Streams that have ended, or what was refused: the latest first. */
export function EndingsTable({ caption, rows }: { readonly caption: string; readonly rows: Shown<EndingRow> }) {
  return (
    <Table
      caption={caption}
      columns={endings}
      rows={latestFirst(rows)}
      total={rows.total}
      empty="None since the start."
    />
  );
}

/** What became of the accounts' events: the latest first. */
export function UpstreamTable({ rows }: { readonly rows: Shown<UpstreamEventRow> }) {
  return (
    <Table
      caption="Upstream"
      columns={upstream}
      rows={latestFirst(rows)}
      total={rows.total}
      empty="Nothing was lost since the start."
    />
  );
}

function latestFirst<Row>({ rows }: Shown<Row>): readonly (readonly [string, Row])[] {
  return Object.entries(rows).sort(([one], [other]) => Number(other) - Number(one));
}
