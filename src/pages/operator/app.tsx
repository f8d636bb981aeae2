import { useState } from 'react';
import { Desk } from './desk/desk.tsx';
import { forgetToken, keepToken, keptToken } from './session/kept-token.ts';
import { TokenForm } from './session/token-form.tsx';

/** Asks for the token, and shows the desk to who has it. */
export function App() {
  const [token, setToken] = useState(keptToken);
  const [problem, setProblem] = useState('');

  function open(given: string): void {
    keepToken(given);
    setProblem('');
    setToken(given);
  }

  function leave(why: string): void {
    forgetToken();
    setProblem(why);
    setToken('');
  }

  return token === '' ? <TokenForm problem={problem} onToken={open} /> : <Desk token={token} onLeave={leave} />;
}
