import type { TopicRow } from '../../../operator/operator-view.ts';
import type { Shown } from '../session/desk-view.ts';
import { type Column, Table } from './table.tsx';

interface TopicsTableProps {
  readonly topics: Shown<TopicRow>;
  readonly chosen: string;
  readonly onChoose: (binding: string) => void;
}

/** The bindings of the chosen account. */
export function TopicsTable({ topics, chosen, onChoose }: TopicsTableProps) {
  const columns: readonly Column<TopicRow>[] = [
    {
      title: 'Topic',
      cell: (_row, binding) => (
        <button type="button" className="link" onClick={() => onChoose(binding === chosen ? '' : binding)}>
          <code>{binding}</code>
        </button>
      ),
    },
    { title: 'At Kazoo', cell: ({ state }) => state },
    { title: 'Events', cell: ({ isComplete }) => (isComplete ? 'all come' : 'may be missing') },
    { title: 'Operations', isNumber: true, cell: ({ operations }) => operations },
    { title: 'Listeners', isNumber: true, cell: ({ listeners }) => listeners },
  ];
  return (
    <Table
      caption="Topics"
      columns={columns}
      rows={Object.entries(topics.rows)}
      total={topics.total}
      empty="The account has none."
      chosen={chosen}
      isBad={({ isComplete }) => !isComplete}
    />
  );
}
