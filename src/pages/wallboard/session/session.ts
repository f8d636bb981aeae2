import { type Client, createClient } from 'graphql-ws/client';
import { createGatewayClient, isGatewayError } from '../../../client/index.ts';
import { LogInDocument, WhoAmIDocument, type WhoAmIQuery } from '../generated/graphql.ts';
import { forgetLogin, type KeptLogin, keepLogin, readKeptLogin } from './kept-login.ts';
import { gatewayUrl, post } from './post.ts';

export interface Credentials {
  /** The account's name, its SIP realm, or one of its phone numbers. */
  readonly account: string;
  readonly username: string;
  readonly password: string;
  /** A one-time password, where Kazoo has asked for it. */
  readonly code?: string;
}

export type OwnAccount = NonNullable<WhoAmIQuery['viewer']>['account'];

export type SessionState =
  | { readonly name: 'CHECKING' }
  /** The gateway does not answer, and is asked again. */
  | { readonly name: 'AWAY'; readonly reason: string }
  /** The gateway does not know the name under which the page was opened as its own. */
  | { readonly name: 'NOT_LISTED' }
  | { readonly name: 'LOGGED_OUT'; readonly notice: string; readonly account: string; readonly username: string }
  | {
      readonly name: 'LOGGED_IN';
      readonly client: Client;
      readonly account: OwnAccount;
      readonly username: string;
      /** Asks with the token that is good now. */
      readonly token: () => string;
    };

const retryMs = 3_000;
const ended = 'Your session has ended. Log in again.';

/**
 * Who is logged in: for `useSyncExternalStore`, as a live table is. The token is kept by the tab;
 * the password by nothing but this object, for when Kazoo renews no token.
 */
export class Session {
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { name: 'CHECKING' };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): SessionState => this.#state;

  /** Goes on with the token that the tab has kept; without one it asks for a login. */
  async resume(): Promise<void> {
    const kept = readKeptLogin();
    try {
      const { viewer } = await post(WhoAmIDocument, {}, kept?.token);
      if (kept !== undefined && viewer) this.#begin(kept, viewer.account, undefined);
      else this.#askForLogin('', kept);
    } catch (error) {
      this.#onResumeFailed(error, kept);
    }
  }

  /** @throws what the login form says to the user */
  readonly logIn = async (credentials: Credentials): Promise<void> => {
    const token = await requestToken(credentials);
    const { viewer } = await post(WhoAmIDocument, {}, token);
    if (!viewer) throw new Error('The gateway does not know its own token.');
    const kept = { token, accountName: credentials.account, username: credentials.username };
    this.#begin(kept, viewer.account, credentials.code === undefined ? credentials : undefined);
  };

  readonly logOut = (): void => this.#askForLogin('', undefined);

  /** Notes that the gateway has refused the client for good. */
  readonly onRefused = (): void => {
    if (this.#state.name === 'LOGGED_IN') this.#askForLogin(ended, readKeptLogin());
  };

  #begin(login: KeptLogin, account: OwnAccount, credentials: Credentials | undefined): void {
    keepLogin(login);
    let held = login.token;
    let wasPresented = false;
    const hold = (token: string): void => {
      held = token;
      // A renewal may be answered after the user has logged out.
      if (this.#state.name === 'LOGGED_IN' && this.#state.client === client) keepLogin({ ...login, token });
    };
    const client = createGatewayClient({
      createClient,
      url: gatewayUrl,
      async token() {
        // Asked for again, the first one has ended: where it cannot be replaced, the client ends, too.
        if (wasPresented && credentials !== undefined) hold(await requestToken(credentials));
        wasPresented = true;
        return held;
      },
      onToken: hold,
      onGap: () => undefined, // Live lists begin anew by themselves.
      onError: () => undefined, // What passes shows in the strip; what does not ends the subscriptions.
    });
    this.#transition({ name: 'LOGGED_IN', client, account, username: login.username, token: () => held });
  }

  #onResumeFailed(error: unknown, kept: KeptLogin | undefined): void {
    const code = isGatewayError(error) ? error.extensions.code : undefined;
    if (code === 'FORBIDDEN') this.#transition({ name: 'NOT_LISTED' });
    else if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED') this.#askForLogin(ended, kept);
    else {
      this.#transition({ name: 'AWAY', reason: isGatewayError(error) ? error.message : '' });
      setTimeout(() => void this.resume(), retryMs);
    }
  }

  #askForLogin(notice: string, kept: KeptLogin | undefined): void {
    forgetLogin();
    const { accountName = '', username = '' } = kept ?? {};
    this.#transition({ name: 'LOGGED_OUT', notice, account: accountName, username });
  }

  #transition(next: SessionState): void {
    const state = this.#state;
    this.#state = next;
    if (state.name === 'LOGGED_IN') void state.client.dispose();
    for (const listener of this.#listeners) listener();
  }
}

async function requestToken({ account, username, password, code }: Credentials): Promise<string> {
  const input = {
    ...accountSelector(account.trim()),
    username,
    password,
    ...(code === undefined ? {} : { multiFactorResponse: code }),
  };
  return (await post(LogInDocument, { input })).login.authToken;
}

/** A phone number begins with a plus, and a SIP realm is a host name of three labels or more. */
function accountSelector(account: string) {
  if (/^\+\d+$/.test(account)) return { phoneNumber: account };
  return /^[\w-]+(\.[\w-]+){2,}$/.test(account) ? { accountRealm: account } : { accountName: account };
}
