import { outline } from './outline.js';

/** @typedef {import('./outline.js').Outline} Outline */
/** @typedef {{ readonly at: number, readonly until?: number, readonly text: string }} Edit */

/**
 * Passes `$variable` as an argument of the operation's root field, and declares it. Where the
 * argument is there already it stays, and the answer names the variable that it takes, if it does.
 *
 * @param {string} query
 * @param {string | null | undefined} operationName
 * @param {{ readonly argument: string, readonly type: string }} wanted
 * @returns {{ readonly query: string, readonly variable: string } | undefined}
 */
export function withArgument(query, operationName, { argument, type }) {
  const found = outline(query, operationName);
  if (found === undefined) return undefined;
  const value = found.field.arguments.get(argument);
  const passed = value === undefined ? undefined : /^\$\s*(\w+)$/.exec(query.slice(value.start, value.end))?.[1];
  if (passed !== undefined) return { query, variable: passed };
  const variable = unused(argument, found.variableNames);
  const edits = [...declare(found, variable, type), pass(found, argument, variable, value)];
  return { query: applied(query, edits), variable };
}

/**
 * Makes a document that can go on after a cursor: it passes a variable as `after`, and selects
 * `cursor`. Undefined where its text cannot be read.
 *
 * @param {string} query
 * @param {string | null | undefined} operationName
 * @param {string} [alias] of another selection of the cursor than the user's own
 * @returns {{ readonly query: string, readonly variable: string } | undefined}
 */
export function withCursor(query, operationName, alias) {
  const passed = withArgument(query, operationName, { argument: 'after', type: 'String' });
  if (passed === undefined) return undefined;
  const selection = outline(passed.query, operationName)?.field.selection;
  if (selection === undefined) return undefined;
  const body = passed.query.slice(selection.start, selection.end - 1);
  if (alias === undefined && /\bcursor\b/.test(body)) return passed;
  const [space = ''] = /\s*$/.exec(body) ?? [];
  // On a line of its own where the brackets are on lines of their own.
  const before = space.includes('\n') ? `${space}  ` : ' ';
  const edit = {
    at: selection.end - 1 - space.length,
    until: selection.end - 1,
    text: `${before}${alias === undefined ? 'cursor' : `${alias}: cursor`}${space === '' ? ' ' : space}`,
  };
  return { ...passed, query: applied(passed.query, [edit]) };
}

/**
 * @param {Outline} found
 * @param {string} variable
 * @param {string} type
 * @returns {Edit[]}
 */
function declare({ isShort, start, headEnd, variables }, variable, type) {
  const declaration = `$${variable}: ${type}`;
  if (isShort) return [{ at: start, text: `query (${declaration}) ` }];
  if (variables === undefined) return [{ at: headEnd, text: `(${declaration})` }];
  return [{ at: variables.end - 1, text: `, ${declaration}` }];
}

/**
 * @param {Outline} found
 * @param {string} argument
 * @param {string} variable
 * @param {import('./outline.js').Span | undefined} value the argument's value so far
 * @returns {Edit}
 */
function pass({ field }, argument, variable, value) {
  if (value !== undefined) return { at: value.start, until: value.end, text: `$${variable}` };
  if (field.list === undefined) return { at: field.end, text: `(${argument}: $${variable})` };
  return { at: field.list.end - 1, text: `, ${argument}: $${variable}` };
}

/**
 * @param {string} name
 * @param {ReadonlySet<string>} taken
 * @returns {string}
 */
function unused(name, taken) {
  return taken.has(name) ? unused(`${name}_`, taken) : name;
}

/**
 * @param {string} text
 * @param {readonly Edit[]} edits
 */
function applied(text, edits) {
  const fromTheEnd = edits.toSorted((one, other) => other.at - one.at);
  return fromTheEnd.reduce((done, { at, until = at, text: put }) => done.slice(0, at) + put + done.slice(until), text);
}
