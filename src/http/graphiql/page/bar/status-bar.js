import { button, element } from '../element.js';

/** @typedef {import('../session/session.js').SessionState} SessionState */
/** @typedef {import('../streams/websocket-link.js').ConnectionState} ConnectionState */

const dayMs = 86_400_000;
const msPerSecond = 1000;

/** The line above GraphiQL: the session, what the page offers, and the state of the WebSocket. */
export class StatusBar {
  #session = part('session');
  #connection = part('connection');
  #notice = part('notice');
  #warning;
  #logIn;
  #logOut;
  /** @type {ConnectionState} */
  #shown = { name: 'idle' };

  /**
   * @param {HTMLElement} parent
   * @param {{ readonly warning: string, readonly onLogIn: () => void,
   * readonly onLogOut: () => void, readonly tools: readonly Node[] }} options
   */
  constructor(parent, { warning, onLogIn, onLogOut, tools }) {
    this.#warning = warning;
    this.#logIn = button('Log in', onLogIn, { class: 'primary' });
    this.#logOut = button('Log out', onLogOut);
    parent.append(
      element('strong', { text: 'Kazoo GraphQL' }),
      this.#session,
      this.#logIn,
      this.#logOut,
      element('nav', { 'aria-label': 'Tools' }, ...tools),
      this.#connection,
      this.#notice,
    );
    setInterval(() => this.showConnection(this.#shown), msPerSecond);
  }

  /** @param {SessionState} state */
  showSession(state) {
    const { text, title } = sessionText(state);
    this.#session.textContent = text;
    this.#session.title = title;
    this.#session.dataset['state'] = state.name;
    this.#logIn.hidden = state.name === 'loggedIn' && state.isFinal !== true;
    this.#logIn.textContent = state.name === 'loggedIn' ? 'Log in again' : 'Log in';
    this.#logOut.hidden = state.name === 'loggedOut';
  }

  /** @param {ConnectionState} state */
  showConnection(state) {
    this.#shown = state;
    const text = connectionText(state);
    if (this.#connection.textContent === text) return;
    this.#connection.textContent = text;
    this.#connection.dataset['state'] = state.name;
  }

  /** @param {readonly (Node | string)[]} content left out, what is always to be known */
  notice(...content) {
    this.#notice.replaceChildren(...(content.length === 0 ? [this.#warning] : content));
  }
}

/** @param {string} id */
function part(id) {
  return element('span', { id, role: 'status' });
}

/** @param {SessionState} state */
function sessionText(state) {
  if (state.name === 'loggedOut') return { text: state.reason ?? 'Not logged in', title: '' };
  const { identity, isFinal } = state;
  if (identity?.name !== 'viewer') return { text: 'Logged in', title: identity?.reason ?? '' };
  const { accountName, accountId, ownerId, userName, expiresAtMs } = identity.viewer;
  const user = userName ?? (ownerId === null ? 'API key' : 'user');
  const until = expiresAtMs === undefined || !isFinal ? '' : ` until ${timeText(expiresAtMs)}`;
  const renewal = isFinal ? 'This Kazoo does not renew it: log in again before it ends.' : 'It is renewed by itself.';
  const lines = [
    `Account ${accountId}`,
    ...(ownerId === null ? [] : [`User ${ownerId}`]),
    ...(expiresAtMs === undefined ? [] : [`The token ends ${timeText(expiresAtMs)}. ${renewal}`]),
  ];
  return { text: `${user} · ${accountName ?? accountId}${until}`, title: lines.join('\n') };
}

/** @param {number} timeMs */
function timeText(timeMs) {
  const time = new Date(timeMs);
  return timeMs - Date.now() < dayMs
    ? time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** @param {ConnectionState} state */
function connectionText(state) {
  if (state.name === 'idle') return 'No live connection';
  if (state.name === 'connecting') return 'Connecting …';
  if (state.name === 'open') return 'Connected to the gateway';
  return `Not connected: ${state.reason}. ${retryText(state.retryAtMs)}`;
}

/** @param {number | undefined} retryAtMs */
export function retryText(retryAtMs) {
  const remainingMs = (retryAtMs ?? 0) - Date.now();
  return remainingMs > 0 ? `Trying again in ${Math.ceil(remainingMs / msPerSecond)} s` : 'Trying again …';
}
