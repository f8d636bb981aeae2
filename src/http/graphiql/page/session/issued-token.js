const shownOfToken = 12;

/**
 * Returns the token in the result of a mutation: `authToken` at any depth, or under another name
 * anything that is built like one of Kazoo's tokens, so that no alias hides it.
 *
 * @param {unknown} data
 * @returns {string | undefined}
 */
export function issuedToken(data) {
  if (typeof data !== 'object' || data === null) return undefined;
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string' && (name === 'authToken' || isKazooToken(value))) return value;
    const nested = issuedToken(value);
    if (nested !== undefined) return nested;
  }
  return undefined;
}

/**
 * The answer with the beginning of the token only: whole, it fills the pane, and whoever looks over
 * one's shoulder could use it.
 *
 * @param {unknown} data
 * @param {string} token
 * @returns {unknown}
 */
export function withoutToken(data, token) {
  if (data === token) return `${token.slice(0, shownOfToken)}… (this page keeps it: see "Copy as")`;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item) => withoutToken(item, token));
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withoutToken(value, token)]));
}

/**
 * A JWT with Kazoo's claim `account_id`.
 *
 * @param {string} text
 */
function isKazooToken(text) {
  const [header, payload, signature, ...rest] = text.split('.');
  if (!header || !payload || !signature || rest.length > 0) return false;
  try {
    return 'account_id' in JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return false; // Three words with dots between them, but not a JWT.
  }
}
