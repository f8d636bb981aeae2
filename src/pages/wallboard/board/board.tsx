import type { Client } from 'graphql-ws/client';
import { useMemo, useState } from 'react';
import { Clock, ClockProvider } from '../lists/clock.ts';
import { SourceProvider } from '../lists/use-table.ts';
import { Mark } from '../session/login-form.tsx';
import type { OwnAccount } from '../session/session.ts';
import { AccountPicker } from './account-picker.tsx';
import { Lists } from './lists.tsx';
import { readShownAccount, writeShownAccount } from './shown-account.ts';
import { ThemeButton } from './theme-button.tsx';
import { useWakeLock } from './use-wake-lock.ts';
import { WallClock } from './wall-clock.tsx';

export interface BoardProps {
  readonly client: Client;
  readonly account: OwnAccount;
  readonly username: string;
  readonly token: () => string;
  readonly onLogOut: () => void;
  /** Called when the gateway has refused the client for good. */
  readonly onRefused: () => void;
}

/** The wallboard of one account, with what is around it. */
export function Board({ client, account, username, token, onLogOut, onRefused }: BoardProps) {
  useWakeLock();
  const [clock] = useState(() => new Clock());
  const [accountId, setAccountId] = useState(() => readShownAccount() ?? account.id);
  const pick = (id: string): void => {
    writeShownAccount(id === account.id ? undefined : id);
    setAccountId(id);
  };
  const source = useMemo(() => ({ client, accountId, token }), [client, accountId, token]);
  return (
    <ClockProvider value={clock}>
      <SourceProvider value={source}>
        <div className="board">
          <header className="top">
            <Mark />
            <AccountPicker own={account} token={token} accountId={accountId} onPick={pick} />
            <div className="tools">
              <WallClock />
              <ThemeButton />
              <button type="button" className="tool" title={`Logged in as ${username}`} onClick={onLogOut}>
                Log out
              </button>
            </div>
          </header>
          {/* Another account is another board: nothing of the one before is shown. */}
          <Lists key={accountId} clock={clock} onRefused={onRefused} />
        </div>
      </SourceProvider>
    </ClockProvider>
  );
}
