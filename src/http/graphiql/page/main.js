import { collectionMenu } from './bar/collection-menu.js';
import { CopyAs } from './bar/copy-as.js';
import { LoginDialog } from './bar/login-dialog.js';
import { Picker } from './bar/picker.js';
import { StatusBar } from './bar/status-bar.js';
import { TransportChoice } from './bar/transport-choice.js';
import { Editors } from './editor/editors.js';
import { FormerResults } from './editor/former-results.js';
import { pageStorage } from './editor/page-storage.js';
import { Tabs } from './editor/tabs.js';
import { button } from './element.js';
import { OperationRunner } from './operation-runner.js';
import { DiagnosisView } from './pane/diagnosis-view.js';
import { StreamPane } from './pane/stream-pane.js';
import { identify } from './session/identify.js';
import { requestLogin } from './session/login-request.js';
import { renew } from './session/renew.js';
import { Session } from './session/session.js';
import { SseLink } from './streams/sse-link.js';
import { TabStreams } from './streams/tab-streams.js';
import { WebSocketLink } from './streams/websocket-link.js';

/** @typedef {import('./editor/page-storage.js').Example} Example */

/**
 * @type {{ readonly hasSchema: boolean, readonly prefilledLogin:
 * import('./bar/login-dialog.js').PrefilledLogin, readonly logIn: Example, readonly tabs:
 * readonly [Example, ...Example[]], readonly groups:
 * readonly import('./bar/collection-menu.js').ExampleGroup[] }}
 */
const settings = JSON.parse(byId('settings').textContent ?? '');

// GraphiQL would run what a link to the page holds in `?query=`, and would write what is typed into the address bar.
history.replaceState(null, '', location.pathname);

const url = new URL(location.pathname, location.href).href;
const session = new Session({
  storage: sessionStorage,
  identify: (token) => identify(url, token),
  renew: (token) => renew(url, token),
});
const login = new LoginDialog({
  requestLogin: (input) => requestLogin(url, input),
  prefilled: settings.prefilledLogin,
});
const editors = new Editors();
const pane = new StreamPane(new DiagnosisView(url, session));
const streams = new TabStreams((tabId) => {
  markTabs();
  if (tabId === tabs.activeId) showStream();
});
const tabs = new Tabs(editors, ({ ids }, isOther) => {
  if (isOther) runner.leaveTab();
  streams.keepOnly(ids);
  showStream();
  // GraphiQL draws its tabs after it has told of them.
  requestAnimationFrame(() => {
    markTabs();
    formerResults.hideIn(tabs.activeId);
  });
});
const formerResults = new FormerResults(editors);
const webSocket = new WebSocketLink({
  url: url.replace(/^http/, 'ws'),
  session,
  onState: (state) => bar.showConnection(state),
});
const sse = new SseLink({ url, session });
const transport = new TransportChoice({ webSocket, sse });
const picker = new Picker({ url, session, editors, openExample: (name) => openExample(exampleNamed(name)) });
const bar = new StatusBar(byId('status'), {
  warning: settings.hasSchema ? '' : 'No schema, no completion: the gateway runs without INTROSPECTION=true',
  onLogIn: () => void logIn(''),
  onLogOut: () => session.logOut(),
  tools: [
    collectionMenu(settings.groups, openExample),
    picker.button,
    new CopyAs(url, editors, session).button,
    transport.element,
  ],
});
const runner = new OperationRunner({
  url,
  session,
  streams,
  askLogin: logIn,
  activeTab: () => tabs.activeId,
  link: () => {
    bar.notice();
    return transport.link;
  },
});

session.onChange((state, previous) => {
  bar.showSession(state);
  if (state.name === 'loggedOut') {
    streams.wait(state.reason ?? 'You logged out.');
    if (state.reason === undefined) {
      streams.forget();
      formerResults.note(tabs.ids);
      formerResults.hideIn(tabs.activeId);
    }
    webSocket.renew();
    bar.notice();
  } else if (previous.name === 'loggedOut') {
    streams.resume();
    showWhereToGoOn();
  } else if (state.login !== previous.login) {
    webSocket.renew();
    sse.renew();
  }
});
bar.showSession(session.state);
bar.showConnection(webSocket.state);
session.resume();
bar.notice();

editors.focusWhenReady();
YogaGraphiQL.renderYogaGraphiQL(byId('graphiql'), {
  title: '',
  logo: '',
  fetcher: (operation) => runner.run(operation),
  storage: pageStorage(localStorage, { logIn: settings.logIn, first: settings.tabs[0] }),
  defaultTabs: settings.tabs,
  onEditQuery: () => undefined,
  onTabChange: (state) => tabs.update(state),
  isHeadersEditorEnabled: false,
  shouldPersistHeaders: false,
  showPersistHeadersSettings: false,
  ...(settings.hasSchema ? {} : { schema: null }),
});

/** @param {string} why */
async function logIn(why) {
  const token = await login.ask(why);
  if (token !== undefined) session.logIn(token);
  editors.focus();
  return token !== undefined;
}

function showWhereToGoOn() {
  const [first] = settings.tabs;
  bar.notice(
    'You are logged in. Run what is in the editor (Ctrl-Enter), or open ',
    button(first.name, () => openExample(first)),
    ' ',
    button('Hide', () => bar.notice()),
  );
}

/** @param {Example} example */
function openExample(example) {
  const { state } = session;
  const ownerId = state.name === 'loggedIn' && state.identity?.name === 'viewer' ? state.identity.viewer.ownerId : null;
  const variables = example.variables?.replace('"user": ""', `"user": ${JSON.stringify(ownerId ?? '')}`) ?? null;
  tabs.show({ ...example, variables });
}

/** @param {string} name */
function exampleNamed(name) {
  const found = settings.groups.flatMap(({ examples }) => examples).find((example) => example.name === name);
  if (found === undefined) throw new Error(`There is no example ${name}.`);
  return found;
}

function markTabs() {
  tabs.mark((tabId) => streams.of(tabId)?.state.name);
}

function showStream() {
  pane.show(streams.of(tabs.activeId));
}

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element #${id}.`);
  return element;
}
