/** What a tab keeps over a reload, and loses when it is closed. */
export interface KeptLogin {
  readonly token: string;
  readonly accountName: string;
  readonly username: string;
}

const key = 'wallboard.login';

export function readKeptLogin(): KeptLogin | undefined {
  const kept: Partial<KeptLogin> = JSON.parse(sessionStorage.getItem(key) ?? '{}');
  const { token, accountName = '', username = '' } = kept;
  return token === undefined ? undefined : { token, accountName, username };
}

export function keepLogin(login: KeptLogin): void {
  sessionStorage.setItem(key, JSON.stringify(login));
}

export function forgetLogin(): void {
  sessionStorage.removeItem(key);
}
