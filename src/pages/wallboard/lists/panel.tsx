import { type ReactNode, useId } from 'react';
import { ConnectionError, isGatewayError, type LiveSnapshot } from '../../../client/index.ts';

export interface PanelProps<Row> {
  readonly title: string;
  /** Names its place in the grid of the board. */
  readonly area: string;
  readonly table: LiveSnapshot<Row>;
  /** Shown beside the title. */
  readonly count?: ReactNode;
  /** What is said where the list has no rows. */
  readonly empty: ReactNode;
  readonly children: ReactNode;
}

/** A list with its title: while it comes, where it is empty, and where it cannot be had. */
export function Panel<Row>({ title, area, table, count, empty, children }: PanelProps<Row>) {
  const id = useId();
  const { status, rows } = table;
  return (
    <section
      className={`panel panel-${area}`}
      aria-labelledby={id}
      aria-busy={status === 'CONNECTING'}
      data-status={status}
    >
      <h2 id={id}>
        {title} <span className="count">{count ?? (rows.length > 0 && rows.length)}</span>
      </h2>
      <div className="scroll">
        {rows.length > 0 ? children : <div className="nothing">{withoutRows(table, empty)}</div>}
      </div>
    </section>
  );
}

function withoutRows({ status, error }: LiveSnapshot<unknown>, empty: ReactNode): ReactNode {
  // The strip says of the connection what there is to say.
  const isListsOwn = error !== undefined && !(error instanceof ConnectionError);
  if (status === 'CONNECTING' && !isListsOwn) return <span className="shimmer" />;
  if (!isListsOwn) return empty;
  if (!isGatewayError(error)) return 'It cannot be had right now.';
  return error.extensions.code === 'FORBIDDEN' ? 'Not for your user.' : error.message;
}
