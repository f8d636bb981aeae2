/**
 * What graphql-js says about a mistake in an operation, without the value that it quotes: that can be a password, and front ends report
 * the errors they get.
 */
export function withoutValues(message: string): string {
  return quotations.reduce(without, message);
}

type Quotation = readonly [begin: RegExp, quotation: RegExp, instead: string];

/**
 * In this order: what describes a variable ends with what is wrong with it, in the words of another quotation.
 * From graphql-js 16: execution/values.ts, type/scalars.ts, type/definition.ts, ValuesOfCorrectTypeRule.ts, language/parser.ts.
 */
const quotations: readonly Quotation[] = [
  [/ cannot represent [^:"]{0,60}value: /, /^( cannot represent [^:"]*value): .*$/s, '$1.'],
  [/Value "/, /^Value ".*" (does not exist in "\w+" enum\.)/s, 'The value $1'],
  [/^Expected value of type "/, /^(Expected value of type "[^"]+"), found .*\.$/s, '$1.'],
  [/ got invalid value /, /^ got invalid value .*?( at "[\w.[\]]+")?; ([^;]*)$/s, ' is invalid$1: $2'],
  [/ (String|BlockString) "/, /^ (String|BlockString) ".*"(\.?)$/s, ' $1$2'],
];

/** From the first place where it can begin: to try them all would take time that is square in the length of what a client sent. */
function without(text: string, [begin, quotation, instead]: Quotation): string {
  const start = text.search(begin);
  return start === -1 ? text : text.slice(0, start) + text.slice(start).replace(quotation, instead);
}
