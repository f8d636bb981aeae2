import { useState } from 'react';
import { type DeskState, useDesk } from '../session/use-desk.ts';
import { AccountsTable } from './accounts-table.tsx';
import { Conditions } from './conditions.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { NowProvider, useNow } from './moment.tsx';
import { EndingsTable, UpstreamTable } from './records-tables.tsx';
import { InstancesTable, SettingsTable } from './settings-table.tsx';
import { TopicsTable } from './topics-table.tsx';
import { useSettled } from './use-settled.ts';

const rooms = ['Live', 'Ended and refused', 'Upstream', 'Settings'] as const;
type Room = (typeof rooms)[number];

const links: Readonly<Record<DeskState['link'], string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'the gateway cannot be reached; this is how it was',
};

interface DeskProps {
  readonly token: string;
  /** Called when the token is not taken, or the operator leaves; with the reason. */
  readonly onLeave: (why: string) => void;
}

export function Desk({ token, onLeave }: DeskProps) {
  const [room, setRoom] = useState<Room>('Live');
  const [search, setSearch] = useState('');
  const [accountId, setAccountId] = useState('');
  const [binding, setBinding] = useState('');
  const asked = useSettled(search.trim());
  const { link, why, view } = useDesk(token, { search: asked, accountId, binding }, onLeave);
  const now = useNow();

  function choose(id: string): void {
    setAccountId(id);
    setBinding('');
  }

  return (
    <NowProvider value={now}>
      <header>
        <h1>Operator</h1>
        <span className={`link-state ${link}`} role="status">
          {why || links[link]}
        </span>
        <input
          type="search"
          placeholder="User, account, address or request id"
          aria-label="Search"
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button type="button" onClick={() => onLeave('')}>
          Leave
        </button>
      </header>
      <Conditions conditions={view.conditions} />
      <nav aria-label="Rooms">
        {rooms.map((name) => (
          <button key={name} type="button" aria-pressed={name === room} onClick={() => setRoom(name)}>
            {name}
          </button>
        ))}
      </nav>
      <main aria-busy={link === 'connecting'}>
        {room === 'Live' && (
          <>
            <AccountsTable accounts={view.accounts} chosen={accountId} onChoose={choose} />
            {accountId !== '' && <TopicsTable topics={view.topics} chosen={binding} onChoose={setBinding} />}
            <ConnectionsTable connections={view.connections} token={token} />
          </>
        )}
        {room === 'Ended and refused' && (
          <>
            <EndingsTable caption="Refused" rows={view.refused} />
            <EndingsTable caption="Ended streams" rows={view.ended} />
          </>
        )}
        {room === 'Upstream' && (
          <>
            <UpstreamTable rows={view.upstream} />
            <InstancesTable instances={view.instances} />
          </>
        )}
        {room === 'Settings' && <SettingsTable settings={view.settings} />}
      </main>
    </NowProvider>
  );
}
