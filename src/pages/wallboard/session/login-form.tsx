import { type FormEvent, useId, useState } from 'react';
import { isGatewayError } from '../../../client/index.ts';
import { readPageSettings } from './page-settings.ts';
import type { Credentials } from './session.ts';

export interface LoginFormProps {
  /** Why a login is needed; empty at first. */
  readonly notice: string;
  readonly account: string;
  readonly username: string;
  readonly logIn: (credentials: Credentials) => Promise<void>;
}

type FormState = { readonly name: 'OPEN'; readonly problem: string } | { readonly name: 'SENDING' };

export function LoginForm({ notice, account, username, logIn }: LoginFormProps) {
  const [{ prefilledLogin }] = useState(readPageSettings);
  const [state, setState] = useState<FormState>({ name: 'OPEN', problem: notice });
  const [needsCode, setNeedsCode] = useState(false);
  const problemId = useId();
  const problem = state.name === 'OPEN' ? state.problem : '';

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const text = (name: string): string => String(entered.get(name) ?? '');
    setState({ name: 'SENDING' });
    try {
      const code = needsCode ? { code: text('code').trim() } : {};
      await logIn({ account: text('account'), username: text('username'), password: text('password'), ...code });
    } catch (error) {
      if (asksForCode(error)) setNeedsCode(true);
      setState({ name: 'OPEN', problem: problemOf(error, needsCode) });
    }
  };

  return (
    <main className="entrance">
      <form className="login" onSubmit={(event) => void submit(event)} aria-describedby={problemId}>
        <Mark />
        <h1>Wallboard</h1>
        <p className="login-hint">Log in with your Kazoo account to see its calls, live.</p>
        <label>
          Account
          <input
            name="account"
            defaultValue={account || prefilledLogin?.accountName}
            placeholder="name, SIP realm or phone number"
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </label>
        <label>
          User
          <input
            name="username"
            defaultValue={username || prefilledLogin?.username}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            defaultValue={prefilledLogin?.password}
            autoComplete="current-password"
            required
          />
        </label>
        {needsCode && (
          <label>
            One-time code
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required ref={focusOnce} />
          </label>
        )}
        <p className="login-problem" id={problemId} role="alert">
          {problem}
        </p>
        <button type="submit" disabled={state.name === 'SENDING'}>
          {state.name === 'SENDING' ? 'Logging in …' : 'Log in'}
        </button>
      </form>
    </main>
  );
}

/** The bars of the icon of the page. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <g>
        <rect x="7" y="14" width="4" height="11" rx="2" />
        <rect x="14" y="7" width="4" height="18" rx="2" />
        <rect x="21" y="11" width="4" height="14" rx="2" />
      </g>
    </svg>
  );
}

/** Called with the field when it has come. */
function focusOnce(field: HTMLInputElement | null): void {
  field?.focus();
}

function asksForCode(error: unknown): boolean {
  if (!isGatewayError(error) || error.extensions.code !== 'MULTI_FACTOR_REQUIRED') return false;
  return error.extensions.multiFactorRequest.providerName !== 'duo';
}

function problemOf(error: unknown, hadCode: boolean): string {
  if (!isGatewayError(error)) return 'The gateway cannot be reached. Try again.';
  switch (error.extensions.code) {
    case 'INVALID_CREDENTIALS':
      return hadCode ? 'The code, or something above, is wrong.' : 'The account, the user or the password is wrong.';
    case 'MULTI_FACTOR_REQUIRED':
      if (!asksForCode(error)) return 'This user logs in with Duo, which this page does not offer.';
      return hadCode ? 'That code was not accepted. Enter the present one.' : 'Enter the code that your app shows.';
    case 'RATE_LIMITED':
      return `Too many attempts. Try again in ${error.extensions.retryAfter ?? 'a few'} seconds.`;
    default:
      return error.message;
  }
}
