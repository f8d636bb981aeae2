/**
 * Removes the value that a message of graphql-js quotes. The value may be a password, and front
 * ends report the errors that they get.
 */
export function withoutValues(message: string): string {
  return quotations.reduce(without, message);
}

type Quotation = readonly [begin: RegExp, quotation: RegExp, instead: string];

/**
 * The quotations of graphql-js 16 (execution/values.ts, type/scalars.ts, type/definition.ts,
 * ValuesOfCorrectTypeRule.ts, language/parser.ts). Their order matters: the message about a
 * variable ends with one of the others.
 */
const quotations: readonly Quotation[] = [
  [/ cannot represent [^:"]{0,60}value: /, /^( cannot represent [^:"]*value): .*$/s, '$1.'],
  [/Value "/, /^Value ".*" (does not exist in "\w+" enum\.)/s, 'The value $1'],
  [/^Expected value of type "/, /^(Expected value of type "[^"]+"), found .*\.$/s, '$1.'],
  [/ got invalid value /, /^ got invalid value .*?( at "[\w.[\]]+")?; ([^;]*)$/s, ' is invalid$1: $2'],
  [/ (String|BlockString) "/, /^ (String|BlockString) ".*"(\.?)$/s, ' $1$2'],
];

/**
 * Replaces only from the first place where a quotation can begin: trying every place takes time
 * quadratic in the message's length.
 */
function without(text: string, [begin, quotation, instead]: Quotation): string {
  const start = text.search(begin);
  return start === -1 ? text : text.slice(0, start) + text.slice(start).replace(quotation, instead);
}
