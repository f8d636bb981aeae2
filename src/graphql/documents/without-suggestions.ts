import { GraphQLError } from 'graphql';

/** How graphql-js begins a guess what a misspelt name or value of the schema was meant to be. It ends with the message. */
const suggestion = ' Did you mean ';

/** For a gateway whose schema is not told: variables are checked outside validation, and graphql-js suggests names there too. */
export function withoutSuggestions(maskError: (error: unknown) => GraphQLError): (error: unknown) => GraphQLError {
  return (error) => {
    const masked = maskError(error);
    const { message, nodes = null, source = null, positions = null, path = null, extensions } = masked;
    const start = message.indexOf(suggestion);
    if (start === -1 || !message.endsWith('?')) return masked;
    return new GraphQLError(message.slice(0, start), { nodes, source, positions, path, extensions });
  };
}
