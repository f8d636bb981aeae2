/** @typedef {import('./session.js').SessionState} SessionState */
/** @typedef {import('./streams.js').ConnectionState} ConnectionState */

const shownIdLength = 6;
const dayMs = 86_400_000;
const msPerSecond = 1000;

/**
 * Creates the line above GraphiQL, which shows the session and the state of the WebSocket. Each of
 * the two functions redraws its part.
 *
 * @param {HTMLElement} element
 * @param {{ readonly notice: string | undefined, readonly onLogOut: () => void }} options
 */
export function statusBar(element, { notice, onLogOut }) {
  const session = part('session');
  const logOut = document.createElement('button');
  logOut.type = 'button';
  logOut.textContent = 'Log out';
  logOut.addEventListener('click', onLogOut);
  const connection = part('connection');
  const warning = part('notice');
  warning.textContent = notice ?? '';
  const name = document.createElement('strong');
  name.textContent = 'Kazoo GraphQL';
  element.append(name, session, logOut, connection, warning);

  return {
    /** @param {SessionState} state */
    showSession(state) {
      const { text, title } = sessionText(state);
      session.textContent = text;
      session.title = title;
      session.dataset['state'] = state.name;
      logOut.hidden = state.name === 'loggedOut';
    },
    /** @param {ConnectionState} state */
    showConnection(state) {
      connection.textContent = connectionText(state);
      connection.dataset['state'] = state.name;
    },
  };
}

/** @param {string} id */
function part(id) {
  const element = document.createElement('span');
  element.id = id;
  element.setAttribute('role', 'status');
  return element;
}

/** @param {SessionState} state */
function sessionText(state) {
  if (state.name === 'loggedOut') {
    const advice = 'Run the tab LogIn to log in.';
    return { text: `${state.reason ?? 'Not logged in.'} ${advice}`, title: '' };
  }
  const { identity } = state;
  if (identity?.name !== 'viewer') return { text: 'Logged in', title: identity?.reason ?? '' };
  const { accountName, accountId, ownerId, expiresAtMs } = identity.viewer;
  const user = ownerId === null ? 'API key' : `user ${ownerId.slice(0, shownIdLength)}…`;
  const until = expiresAtMs === undefined ? '' : ` until ${timeText(expiresAtMs)}`;
  return {
    text: `${accountName ?? accountId} (${user})${until}`,
    title: `Account ${accountId}${ownerId === null ? '' : `, user ${ownerId}`}`,
  };
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
  const soon = state.waitMs === undefined ? '…' : `in ${Math.ceil(state.waitMs / msPerSecond)} s`;
  return `Not connected: ${state.reason}. Trying again ${soon}`;
}
