import { createFetcher } from './fetcher.js';
import { identify } from './identify.js';
import { pageStorage } from './page-storage.js';
import { Session } from './session.js';
import { statusBar } from './status-bar.js';
import { Streams } from './streams.js';

/** @typedef {import('./page-storage.js').Example} Example */

/**
 * @type {{ readonly logIn: Example, readonly others: readonly Example[], readonly hasSchema:
 * boolean }}
 */
const settings = JSON.parse(byId('settings').textContent ?? '');

// GraphiQL would run what a link to the page holds in `?query=`, and would write what is typed into the address bar.
history.replaceState(null, '', location.pathname);

const url = new URL(location.pathname, location.href).href;
const session = new Session({ storage: sessionStorage, identify: (token) => identify(url, token) });
const bar = statusBar(byId('status'), {
  notice: settings.hasSchema ? undefined : 'No schema, no completion: the gateway runs without INTROSPECTION=true',
  onLogOut: () => session.logOut(),
});
const streams = new Streams({
  url: url.replace(/^http/, 'ws'),
  session,
  onState: (state) => bar.showConnection(state),
});

session.onChange((state) => {
  bar.showSession(state);
  if (state.name === 'loggedOut') streams.renew();
});
bar.showSession(session.state);
bar.showConnection(streams.state);
session.resume();

window.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => new URL(`workers/${label}.js`, import.meta.url).href,
};
YogaGraphiQL.renderYogaGraphiQL(byId('graphiql'), {
  title: '',
  logo: '',
  fetcher: createFetcher({ url, session, streams }),
  storage: pageStorage(localStorage, settings.logIn),
  defaultTabs: [settings.logIn, ...settings.others],
  onEditQuery: () => undefined,
  isHeadersEditorEnabled: false,
  shouldPersistHeaders: false,
  showPersistHeadersSettings: false,
  ...(settings.hasSchema ? {} : { schema: null }),
});

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element #${id}.`);
  return element;
}
