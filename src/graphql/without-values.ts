/**
 * What graphql-js says about a mistake in an operation, without the value that it quotes: that can be a password, and front ends report
 * the errors they get.
 */
export function withoutValues(message: string): string {
  return quotations.reduce((text, [quotation, instead]) => text.replace(quotation, instead), message);
}

/**
 * In this order: what describes a variable ends with what is wrong with it, in the words of another quotation.
 * From graphql-js 16: execution/values.ts, type/scalars.ts, type/definition.ts, ValuesOfCorrectTypeRule.ts, language/parser.ts.
 */
const quotations: readonly (readonly [quotation: RegExp, instead: string])[] = [
  [/( cannot represent [^:"]*value): .*$/s, '$1.'],
  [/Value ".*" (does not exist in "\w+" enum\.)/s, 'The value $1'],
  [/^(Expected value of type "[^"]+"), found .*\.$/s, '$1.'],
  [/ got invalid value .*?( at "[\w.[\]]+")?; ([^;]*)$/s, ' is invalid$1: $2'],
  [/ (String|BlockString) ".*"(\.?)$/s, ' $1$2'],
];
