import type { InstanceRow, SectionRows } from '../../../operator/operator-view.ts';
import type { Shown } from '../session/desk-view.ts';
import { type Column, Table } from './table.tsx';

type Setting = SectionRows['settings'];

const settingColumns: readonly Column<Setting>[] = [
  {
    title: 'Setting',
    cell: ({ help }, name) => (
      <>
        <code>{name}</code>
        <small>{help}</small>
      </>
    ),
  },
  { title: 'Value', cell: ({ value, setIn }) => <code className={setIn}>{value === '' ? '–' : value}</code> },
  { title: 'Unit', cell: ({ unit }) => unit },
  { title: 'Default', cell: ({ fallback }) => <code>{fallback === '' ? '–' : fallback}</code> },
  { title: 'Set in', cell: ({ setIn }) => setIn },
];

const instanceColumns: readonly Column<InstanceRow>[] = [
  { title: 'Instance', cell: ({ isThis }, id) => <code>{isThis ? `${id} (this one)` : id}</code> },
  { title: 'Owns accounts', isNumber: true, cell: ({ ownedAccounts }) => ownedAccounts },
  { title: 'Takes accounts', cell: ({ isReady }) => (isReady ? 'yes' : 'no') },
];

/** The settings; those that somebody has set come first. */
export function SettingsTable({ settings }: { readonly settings: Shown<Setting> }) {
  const rows = Object.entries(settings.rows).sort(
    ([, one], [, other]) => Number(one.setIn === 'default') - Number(other.setIn === 'default'),
  );
  return <Table caption="Settings" columns={settingColumns} rows={rows} total={settings.total} empty="Not told." />;
}

export function InstancesTable({ instances }: { readonly instances: Shown<InstanceRow> }) {
  return (
    <Table
      caption="Fleet"
      columns={instanceColumns}
      rows={Object.entries(instances.rows)}
      total={instances.total}
      empty="This instance serves by itself."
    />
  );
}
