import { type FormEvent, useState } from 'react';

interface TokenFormProps {
  /** Why the page asks again; empty at first. */
  readonly problem: string;
  readonly onToken: (token: string) => void;
}

export function TokenForm({ problem, onToken }: TokenFormProps) {
  const [token, setToken] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  }

  return (
    <main className="entrance">
      <form onSubmit={submit}>
        <h1>Kazoo GraphQL gateway</h1>
        <p>For operators. The token is the gateway's OPERATOR_TOKEN; this tab keeps it until it is closed.</p>
        {problem !== '' && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <label>
          Operator token
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit">Open</button>
      </form>
    </main>
  );
}
