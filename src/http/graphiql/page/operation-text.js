/** Strings and comments, in which words and brackets mean nothing. */
const silent = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*/g;
const piece = /[{}()]|\w+/g;

/** @typedef {{ readonly type: string, readonly name: string | undefined }} OperationHead */

/**
 * The operation of `query` that GraphiQL means. It reads only as much as the choice of a transport needs. GraphiQL offers its parsed document
 * too, but that document and `operationName` are up to 100 ms older than the text that is run.
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
 * Whether a field `login` may be in it.
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
