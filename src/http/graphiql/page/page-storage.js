/** @typedef {{ readonly query: string, readonly variables: string | null }} Example */
/** @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>} PageStorage */
/** @typedef {Record<string, unknown> & { readonly query: string, readonly variables: string | null }} Tab */

/** GraphiQL's own prefix would be shared with whatever else runs at this address on other days. */
const prefix = 'kazoo-graphql-gateway:';
const tabs = 'graphiql:tabState';
/** How the page looks: all else that GraphiQL wants to keep stays in memory. */
const preference = /^graphiql:(theme|visiblePlugin|\w+Flex)$/;
/** Words of a login. A tab with one of them is never stored as it is. */
const secret = /login|password|credential|multiFactor|token/i;

/**
 * Where GraphiQL keeps its state: preferences and tabs in the browser, the rest in memory. Of a tab that has to do with a login only this is
 * stored: that it is there. It comes back as the example for logging in.
 *
 * @param {Storage} storage
 * @param {Example} loginExample
 * @returns {PageStorage}
 */
export function pageStorage(storage, loginExample) {
  /** @type {Map<string, string>} */
  const memory = new Map();

  /** @param {string} key */
  function getItem(key) {
    // GraphiQL looks up the active tab by its texts, and opens another tab if it finds none.
    if (key === 'graphiql:query') return activeTab()?.query ?? null;
    if (key === 'graphiql:variables') return activeTab()?.variables ?? null;
    if (key === tabs || preference.test(key)) return storage.getItem(prefix + key);
    return memory.get(key) ?? null;
  }

  /** @returns {Tab | undefined} */
  function activeTab() {
    const state = JSON.parse(storage.getItem(prefix + tabs) ?? '{"tabs":[]}');
    return state.tabs[state.activeTabIndex];
  }

  return {
    getItem,
    setItem(key, value) {
      if (key === tabs) storage.setItem(prefix + key, publicTabs(value, loginExample));
      else if (preference.test(key)) storage.setItem(prefix + key, value);
      else memory.set(key, value);
    },
    removeItem(key) {
      storage.removeItem(prefix + key);
      memory.delete(key);
    },
    clear() {
      for (const key of Object.keys(storage)) if (key.startsWith(`${prefix}graphiql:`)) storage.removeItem(key);
      memory.clear();
    },
    get length() {
      return memory.size;
    },
  };
}

/**
 * @param {string} text GraphiQL's tabs as JSON
 * @param {Example} loginExample
 */
function publicTabs(text, loginExample) {
  const state = JSON.parse(text);
  return JSON.stringify({ ...state, tabs: state.tabs.map((/** @type {Tab} */ tab) => publicTab(tab, loginExample)) });
}

/**
 * @param {Tab} tab
 * @param {Example} loginExample
 */
function publicTab(tab, loginExample) {
  const { query, variables } = tab;
  const stored = { ...tab, headers: null, response: null };
  if (secret.test(query) || secret.test(variables ?? ''))
    return { ...stored, ...loginExample, title: 'LogIn', operationName: 'LogIn' };
  return { ...stored, variables: declaredVariables(query, variables) };
}

/**
 * Variables that the query does not declare are leftovers, of a login perhaps.
 *
 * @param {string} query
 * @param {string | null} variables
 */
function declaredVariables(query, variables) {
  try {
    const names = Object.keys(JSON.parse(variables ?? '{}'));
    return names.every((name) => new RegExp(`\\$${name}\\b`).test(query)) ? variables : null;
  } catch {
    return null; // Half-written JSON is kept until it can be judged, in memory only.
  }
}
