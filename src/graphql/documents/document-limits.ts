import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

export type DocumentLimit = 'max_depth' | 'max_aliases' | 'max_directives' | 'max_tokens';

export interface DocumentLimitsOptions {
  readonly maxTokens: number;
  /** Fields within fields; fragments add none. Introspection is not counted. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
}

/** The rules of graphql-armor, each with the limit that it guards. They need no schema and are cheap, so they run before all others. */
export function documentLimitRules(options: DocumentLimitsOptions): ReadonlyMap<DocumentLimit, ValidationRule> {
  // By default they throw, which would end validation, in words that call it a syntax error.
  const reporting = { propagateOnRejection: false, onReject: [report] };
  return new Map<DocumentLimit, ValidationRule>([
    ['max_depth', maxDepthRule({ n: options.maxDepth, flattenFragments: true, ...reporting })],
    ['max_aliases', maxAliasesRule({ n: options.maxAliases, ...reporting })],
    ['max_directives', maxDirectivesRule({ n: options.maxDirectives, ...reporting })],
  ]);
}

function report(context: ValidationContext | null, { message }: GraphQLError): void {
  context?.reportError(new GraphQLError(message.replace('Syntax Error: ', '')));
}
