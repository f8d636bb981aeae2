import { print } from 'graphql';
import { LogIn } from './documents.ts';
import type { LogInMutation, LogInMutationVariables } from './generated/graphql.ts';

/** Exchanges a user's credentials for a token. */
export async function logIn(url: string, input: LogInMutationVariables['input']): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: print(LogIn), variables: { input } }),
  });
  const { data, errors }: { data?: LogInMutation | null; errors?: { message: string }[] } = await response.json();
  if (!data) throw new Error(errors?.[0]?.message ?? 'The login failed.');
  return data.login.authToken;
}
