/** Strings, comments, and what GraphQL is made of. */
const lexeme = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*|\.\.\.|[{}()[\]:$@=!|&]|[-+\w.]+/g;
const closing = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);
const operationTypes = new Set(['query', 'mutation', 'subscription']);

/** @typedef {{ readonly text: string, readonly start: number, readonly end: number }} Lexeme */
/** @typedef {{ readonly start: number, readonly end: number }} Span */
/**
 * @typedef {{ readonly name: string, readonly end: number, readonly arguments: ReadonlyMap<string,
 * Span>, readonly list: Span | undefined, readonly selection: Span | undefined }} RootField
 */
/**
 * Where the parts of an operation are in its text. Spans of brackets hold the brackets.
 *
 * @typedef {{ readonly type: string, readonly start: number, readonly isShort: boolean,
 * readonly headEnd: number, readonly variables: Span | undefined, readonly variableNames:
 * ReadonlySet<string>, readonly field: RootField }} Outline
 */

/**
 * Finds the operation `operationName`, or else the first one, and its first root field. Undefined
 * where there is none, or a fragment in its place.
 *
 * @param {string} query
 * @param {string | null | undefined} operationName
 * @returns {Outline | undefined}
 */
export function outline(query, operationName) {
  const lexemes = [...query.matchAll(lexeme)]
    .map(([text], index, all) => ({ text, start: all[index]?.index ?? 0, end: (all[index]?.index ?? 0) + text.length }))
    .filter(({ text }) => !text.startsWith('#'));
  const heads = [...operationHeads(lexemes)];
  const named = heads.find((head) => isNamed(lexemes, head, operationName));
  const head = named ?? heads[0];
  return head === undefined ? undefined : new Reader(lexemes, head).operation();
}

/** @param {readonly Lexeme[]} lexemes */
function* operationHeads(lexemes) {
  for (let index = 0; index < lexemes.length; index = definitionEnd(lexemes, index)) {
    const text = lexemes[index]?.text ?? '';
    if (text === '{' || operationTypes.has(text)) yield index;
  }
}

/**
 * The index after the definition that begins at `index`: after its last selection.
 *
 * @param {readonly Lexeme[]} lexemes
 * @param {number} index
 */
function definitionEnd(lexemes, index) {
  let at = index;
  while (at < lexemes.length && lexemes[at]?.text !== '{') at = lexemes[at]?.text === '(' ? after(lexemes, at) : at + 1;
  return after(lexemes, at);
}

/**
 * @param {readonly Lexeme[]} lexemes
 * @param {number} head
 * @param {string | null | undefined} operationName
 */
function isNamed(lexemes, head, operationName) {
  return lexemes[head]?.text !== '{' && lexemes[head + 1]?.text === operationName;
}

/**
 * The index after the bracket that closes the one at `index`, or after all when none does.
 *
 * @param {readonly Lexeme[]} lexemes
 * @param {number} index
 */
function after(lexemes, index) {
  let depth = 0;
  for (let at = index; at < lexemes.length; at += 1) {
    const text = lexemes[at]?.text ?? '';
    if (closing.has(text)) depth += 1;
    else if ([...closing.values()].includes(text)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return lexemes.length;
}

/** Reads one operation from its head on. */
class Reader {
  #lexemes;
  #at;

  /**
   * @param {readonly Lexeme[]} lexemes
   * @param {number} at
   */
  constructor(lexemes, at) {
    this.#lexemes = lexemes;
    this.#at = at;
  }

  /** @returns {Outline | undefined} */
  operation() {
    const { start } = this.#here;
    const isShort = this.#here.text === '{';
    const type = isShort ? 'query' : this.#take().text;
    let headEnd = isShort ? start : start + type.length;
    if (!isShort && /^\w+$/.test(this.#here.text)) headEnd = this.#take().end;
    const before = this.#at;
    const variables = this.#brackets('(');
    const variableNames = new Set(this.#namesAfter('$', before));
    this.#directives();
    if (this.#take().text !== '{') return undefined;
    const field = this.#field();
    return field === undefined ? undefined : { type, start, isShort, headEnd, variables, variableNames, field };
  }

  /** @returns {RootField | undefined} */
  #field() {
    let name = this.#take();
    if (this.#here.text === ':') {
      this.#take();
      name = this.#take();
    }
    if (!/^\w+$/.test(name.text)) return undefined;
    const opening = this.#at;
    const list = this.#brackets('(');
    const values = list === undefined ? new Map() : this.#arguments(opening + 1);
    this.#directives();
    return { name: name.text, end: name.end, arguments: values, list, selection: this.#brackets('{') };
  }

  /** @param {number} from the index of the first argument's name */
  #arguments(from) {
    /** @type {Map<string, Span>} */
    const values = new Map();
    for (let at = from; this.#lexemes[at + 1]?.text === ':'; ) {
      const first = at + 2;
      const next = this.#lexemes[first]?.text === '$' ? first + 2 : after(this.#lexemes, first);
      const span = { start: this.#lexemes[first]?.start ?? 0, end: this.#lexemes[next - 1]?.end ?? 0 };
      values.set(this.#lexemes[at]?.text ?? '', span);
      at = next;
    }
    return values;
  }

  #directives() {
    while (this.#here.text === '@') {
      this.#at += 2;
      this.#brackets('(');
    }
  }

  /** @param {string} bracket */
  #brackets(bracket) {
    if (this.#here.text !== bracket) return undefined;
    const { start } = this.#here;
    this.#at = after(this.#lexemes, this.#at);
    return { start, end: this.#lexemes[this.#at - 1]?.end ?? start };
  }

  /**
   * @param {string} sign
   * @param {number} from
   */
  #namesAfter(sign, from) {
    const signs = this.#lexemes.slice(from, this.#at).map(({ text }, index) => ({ text, at: from + index }));
    return signs.filter(({ text }) => text === sign).map(({ at }) => this.#lexemes[at + 1]?.text ?? '');
  }

  #take() {
    const taken = this.#here;
    this.#at += 1;
    return taken;
  }

  /** @returns {Lexeme} */
  get #here() {
    return this.#lexemes[this.#at] ?? { text: '', start: 0, end: 0 };
  }
}
