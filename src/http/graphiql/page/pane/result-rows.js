/** @typedef {{ readonly what: string, readonly cells: ReadonlyMap<string, string> }} ResultRow */

/**
 * A result as rows of a table. A live list has one for each row that is new, changed or removed,
 * everything else has one. Columns are called by the path of their field.
 *
 * @param {unknown} result
 * @returns {ResultRow[]}
 */
export function resultRows(result) {
  const data = member(result, 'data');
  if (!isRecord(data)) return [{ what: 'errors', cells: flat(result) }];
  return Object.values(data).flatMap(fieldRows);
}

/**
 * What is worth reading of a result: the value of its only field, which the title names, or all
 * of it where there is more.
 *
 * @param {unknown} result
 */
export function resultBody(result) {
  const data = member(result, 'data');
  if (!isRecord(data) || Object.keys(Object(result)).length > 1) return result;
  const values = Object.values(data);
  return values.length === 1 ? values[0] : data;
}

/**
 * What a result is, in a word or two: of an event its name, of a live list its kind.
 *
 * @param {unknown} result
 */
export function resultTitle(result) {
  const data = member(result, 'data');
  if (!isRecord(data)) return 'errors';
  return Object.entries(data)
    .map(([field, value]) => [field, member(value, 'kind') ?? member(value, 'name') ?? ''].join(' ').trim())
    .join(', ');
}

/**
 * @param {unknown} value
 * @returns {ResultRow[]}
 */
function fieldRows(value) {
  const kind = member(value, 'kind');
  if (!isRecord(value) || typeof kind !== 'string') return [{ what: '', cells: flat(value) }];
  const { removed, ...rest } = value;
  const lists = Object.values(rest).filter((list) => Array.isArray(list) && list.some(isRecord));
  const rows = lists.flat().map((row) => ({ what: kind, cells: flat(row) }));
  const gone = (Array.isArray(removed) ? removed : []).map((row) => ({ what: 'removed', cells: flat(row) }));
  const all = [...rows, ...gone];
  return all.length > 0 ? all : [{ what: kind, cells: new Map() }];
}

/**
 * @param {unknown} value
 * @param {string} [path]
 * @returns {Map<string, string>}
 */
function flat(value, path = '') {
  if (!isRecord(value)) return new Map([[path, value === null ? '' : text(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...flat(inner, path === '' ? name : `${path}.${name}`)]),
  );
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function member(value, name) {
  return isRecord(value) ? value[name] : undefined;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
