import { useState } from 'react';
import type { ConnectionRow } from '../../../operator/operator-view.ts';
import { disconnect } from '../session/ask.ts';
import type { Shown } from '../session/desk-view.ts';
import { bytes } from './bytes.ts';
import { Moment } from './moment.tsx';
import { NamedUser } from './named-user.tsx';
import { type Column, Table } from './table.tsx';

interface ConnectionsTableProps {
  readonly connections: Shown<ConnectionRow>;
  readonly token: string;
}

export function ConnectionsTable({ connections, token }: ConnectionsTableProps) {
  const columns: readonly Column<ConnectionRow>[] = [
    { title: 'User', cell: NamedUser },
    {
      title: 'Transport',
      cell: ({ kind, address, requestId }) => (
        <>
          {kind} from {address}
          <small>{requestId}</small>
        </>
      ),
    },
    { title: 'Operations', isNumber: true, cell: ({ operations }) => operations },
    { title: 'Follows', cell: Streams },
    { title: 'Unread', isNumber: true, cell: ({ bufferedBytes }) => bytes(bufferedBytes) },
    { title: 'Token ends', cell: ({ tokenEndsMs }) => <Moment atMs={tokenEndsMs} /> },
    { title: '', cell: (_row, connection) => <DisconnectButton token={token} connection={connection} /> },
  ];
  return (
    <Table
      caption="Connections"
      columns={columns}
      rows={Object.entries(connections.rows)}
      total={connections.total}
      empty="Nobody is connected who fits."
    />
  );
}

function Streams({ streams, operations }: ConnectionRow) {
  const topics = [...new Set(streams.flatMap((stream) => stream.topics))];
  return (
    <>
      {topics.map((topic) => (
        <code key={topic} className="tag">
          {topic}
        </code>
      ))}
      {operations > streams.length && <small>and {operations - streams.length} more operations</small>}
    </>
  );
}

/** Asks once more before it does it. */
function DisconnectButton({ token, connection }: { readonly token: string; readonly connection: string }) {
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  if (problem !== '') return <small role="alert">{problem}</small>;
  if (!isAsking)
    return (
      <button type="button" onClick={() => setAsking(true)}>
        Disconnect
      </button>
    );
  return (
    <span className="sure">
      <button type="button" className="danger" onClick={async () => setProblem(await disconnect(token, connection))}>
        Really disconnect
      </button>
      <button type="button" onClick={() => setAsking(false)}>
        Keep
      </button>
    </span>
  );
}
