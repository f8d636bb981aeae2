import { GraphQLError } from 'graphql';

/** How graphql-js ends a message when it guesses what a misspelt name or value of the schema was meant to be. */
const suggestion = / Did you mean .*\?$/s;

/** For a gateway whose schema is not told: variables are checked outside validation, and graphql-js suggests names there too. */
export function withoutSuggestions(maskError: (error: unknown) => GraphQLError): (error: unknown) => GraphQLError {
  return (error) => {
    const masked = maskError(error);
    if (!suggestion.test(masked.message)) return masked;
    const { nodes = null, source = null, positions = null, path = null, extensions } = masked;
    return new GraphQLError(masked.message.replace(suggestion, ''), { nodes, source, positions, path, extensions });
  };
}
