/** Strings and comments, in which words and brackets mean nothing. */
const silent = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g;
const piece = /[{}()]|\w+/g;

/**
 * Reads only as much as the choice of a transport needs. GraphiQL offers its parsed document too, but that is up to 100 ms older than the text
 * that is run.
 *
 * @param {string} query
 * @param {string | null | undefined} operationName the one that is run, of several
 */
export function operationType(query, operationName) {
  let depth = 0;
  let found = 'query';
  let previous = '';
  for (const [text] of query.replace(silent, ' ').matchAll(piece)) {
    if (text === '{' || text === '(') depth += 1;
    else if (text === '}' || text === ')') depth -= 1;
    else if (depth === 0) {
      if (isOperationType(text)) found = text;
      if (isOperationType(previous) && text === operationName) return previous;
    }
    previous = depth === 0 ? text : '';
  }
  return found;
}

/**
 * Whether a field `login` may be in it.
 *
 * @param {string} query
 */
export function mentionsLogin(query) {
  return /\blogin\b/.test(query.replace(silent, ' '));
}

/** @param {string} text */
function isOperationType(text) {
  return text === 'query' || text === 'mutation' || text === 'subscription';
}
