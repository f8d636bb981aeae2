import type { ReactNode } from 'react';

/** A column of a table: what its head says, and what it shows of a row. */
export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row, key: string) => ReactNode;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly (readonly [key: string, row: Row])[];
  /** Of which `rows` are some. */
  readonly total: number;
  /** What to say where there are none. */
  readonly empty: string;
  readonly chosen?: string;
  readonly isBad?: (row: Row) => boolean;
}

export function Table<Row>({
  caption,
  columns,
  rows,
  total,
  empty,
  chosen = '',
  isBad = () => false,
}: TableProps<Row>) {
  const count = total > rows.length ? `${rows.length} of ${total}` : String(total);
  return (
    <section className="panel" aria-label={caption}>
      <h2>
        {caption} <span className="count">{count}</span>
      </h2>
      {rows.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                {columns.map(({ title, isNumber }) => (
                  <th key={title} scope="col" className={isNumber ? 'number' : undefined}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([key, row]) => (
                <tr key={key} className={isBad(row) ? 'bad' : undefined} aria-current={key === chosen || undefined}>
                  {columns.map(({ title, isNumber, cell }) => (
                    <td key={title} className={isNumber ? 'number' : undefined}>
                      {cell(row, key)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
