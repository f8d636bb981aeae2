/** Strings and comments, whose words and brackets must not be read. */
const silent = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g;
const piece = /[{}()]|\w+/g;

/** @typedef {{ readonly type: string, readonly name: string | undefined }} OperationHead */

/**
 * Returns the operation of `query` that GraphiQL runs, read only as far as the choice of a
 * transport needs. GraphiQL's own parsed document and `operationName` are up to 100 ms older than
 * the text that is run.
 *
 * @param {string} query
 * @param {string | null | undefined} operationName
 * @returns {OperationHead}
 */
export function chosenOperation(query, operationName) {
  const heads = operationHeads(query);
  return (
    heads.find(({ name }) => name !== undefined && name === operationName) ??
    heads[0] ?? { type: 'query', name: undefined }
  );
}

/**
 * Whether the query may have a field `login`.
 *
 * @param {string} query
 */
export function mentionsLogin(query) {
  return /\blogin\b/.test(query.replace(silent, ' '));
}

/** @param {string} query */
function operationHeads(query) {
  /** @type {OperationHead[]} */
  const heads = [];
  let depth = 0;
  let previous = '';
  for (const [text] of query.replace(silent, ' ').matchAll(piece)) {
    if (text === '{' || text === '(') depth += 1;
    else if (text === '}' || text === ')') depth -= 1;
    else if (depth === 0) {
      if (isOperationType(previous)) heads.push({ type: heads.pop()?.type ?? previous, name: text });
      else if (isOperationType(text)) heads.push({ type: text, name: undefined });
    }
    // `query query { … }` is an operation named query.
    previous = depth === 0 && !isOperationType(previous) ? text : '';
  }
  return heads;
}

/** @param {string} text */
function isOperationType(text) {
  return text === 'query' || text === 'mutation' || text === 'subscription';
}
