import { useSyncExternalStore } from 'react';
import { Board } from './board/board.tsx';
import { LoginForm } from './session/login-form.tsx';
import { Notice } from './session/notice.tsx';
import type { Session } from './session/session.ts';

export function App({ session }: { readonly session: Session }) {
  const state = useSyncExternalStore(session.subscribe, session.getSnapshot);
  switch (state.name) {
    case 'CHECKING':
      return <main className="entrance" aria-busy="true" />;
    case 'AWAY':
      return (
        <Notice title={state.reason || 'The gateway cannot be reached.'}>It is tried again every three seconds.</Notice>
      );
    case 'NOT_LISTED':
      return (
        <Notice title={`The gateway is not known as ${location.hostname}`}>
          Open this page under another name of the gateway, or ask its operator to list this one:{' '}
          <code>PUBLIC_HOSTS={location.hostname}</code>
        </Notice>
      );
    case 'LOGGED_OUT':
      return <LoginForm {...state} logIn={session.logIn} />;
    case 'LOGGED_IN':
      return <Board {...state} onLogOut={session.logOut} onRefused={session.onRefused} />;
  }
}
