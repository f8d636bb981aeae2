/**
 * @typedef {{ readonly name: string, readonly about: string, readonly query: string,
 * readonly variables: string | null }} Example
 */
/**
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>} PageStorage
 */
/**
 * @typedef {Record<string, unknown> & { readonly query: string | null, readonly variables: string |
 * null, readonly isLogin?: boolean }} Tab
 */

/**
 * The prefix of the keys. GraphiQL's own prefix would be shared with other programs that are served
 * at this address at other times.
 */
const prefix = 'kazoo-graphql-gateway:';
const tabs = 'graphiql:tabState';
/** The keys of the page's appearance. Everything else that GraphiQL stores stays in memory. */
const preference = /^graphiql:(theme|visiblePlugin|\w+Flex)$/;
/** Words of a login. A tab with one of them is not stored unchanged. */
const secret = /login|password|credential|multiFactor|token/i;

/**
 * The storage of GraphiQL's state: preferences and tabs in the browser, the rest in memory. Of a
 * tab that concerns a login, only its existence is stored; it comes back as the example for logging
 * in.
 *
 * @param {Storage} storage
 * @param {{ readonly logIn: Example, readonly first: Example }} examples `first` is in the tab that
 * a new user sees
 * @returns {PageStorage}
 */
export function pageStorage(storage, { logIn, first }) {
  /** @type {Map<string, string>} */
  const memory = new Map();

  function storedTabs() {
    const text = storage.getItem(prefix + tabs);
    if (text === null) return undefined;
    const state = JSON.parse(text);
    const { query, variables } = logIn;
    const restored = state.tabs.map((/** @type {Tab} */ tab) => ({
      ...tab,
      ...(tab.isLogin ? { query, variables } : {}),
    }));
    return { ...state, tabs: restored };
  }

  /** @returns {{ readonly query: string, readonly variables: string | null }} */
  function activeTab() {
    const state = storedTabs();
    return state?.tabs[state.activeTabIndex] ?? first;
  }

  return {
    getItem(key) {
      // GraphiQL looks up the active tab by its texts, and opens another tab if it finds none.
      if (key === 'graphiql:query') return activeTab().query;
      if (key === 'graphiql:variables') return activeTab().variables;
      if (key === tabs) return JSON.stringify(storedTabs() ?? null);
      return preference.test(key) ? storage.getItem(prefix + key) : (memory.get(key) ?? null);
    },
    setItem(key, value) {
      if (key === tabs) storage.setItem(prefix + key, publicTabs(value));
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

/** @param {string} text GraphiQL's tabs as JSON */
function publicTabs(text) {
  const state = JSON.parse(text);
  return JSON.stringify({ ...state, tabs: state.tabs.map(publicTab) });
}

/** @param {Tab} tab */
function publicTab(tab) {
  const { query, variables } = tab;
  const stored = { ...tab, headers: null, response: null };
  const isLogin = secret.test(query ?? '') || secret.test(variables ?? '');
  if (isLogin) return { ...stored, query: null, variables: null, title: 'LogIn', operationName: 'LogIn', isLogin };
  return { ...stored, variables: declaredVariables(query ?? '', variables), isLogin };
}

/**
 * Removes variables that the query does not declare: they are leftovers, perhaps of a login.
 *
 * @param {string} query
 * @param {string | null} variables
 */
function declaredVariables(query, variables) {
  try {
    const names = Object.keys(JSON.parse(variables ?? '{}'));
    return names.every((name) => new RegExp(`\\$${name}\\b`).test(query)) ? variables : null;
  } catch {
    return null; // Half-written JSON is kept once it can be parsed.
  }
}
