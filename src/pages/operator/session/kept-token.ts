const key = 'operator-token';

/** The token of this tab; empty where there is none. Other tabs, and the next visit, have none. */
export function keptToken(): string {
  return sessionStorage.getItem(key) ?? '';
}

export function keepToken(token: string): void {
  sessionStorage.setItem(key, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(key);
}
