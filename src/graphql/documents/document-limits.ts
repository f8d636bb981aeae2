import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { fieldPairsRule } from './field-pairs-rule.ts';

/** A limit on documents, by the name of its setting in lower case. */
export type DocumentLimit = 'max_depth' | 'max_aliases' | 'max_directives' | 'max_field_pairs' | 'max_tokens';

export interface DocumentLimitsOptions {
  readonly maxTokens: number;
  /** The deepest nesting of fields. Fragments add no depth; introspection is not counted. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  /** Selections of one field of the result, compared in pairs (`fieldPairsRule`). */
  readonly maxFieldPairs: number;
}

/**
 * Returns the rules of graphql-armor by the limit that each enforces. They need no schema and are
 * cheap, so they run first.
 */
export function documentLimitRules(options: DocumentLimitsOptions): ReadonlyMap<DocumentLimit, ValidationRule> {
  // By default the rules throw, which ends validation, and call what they found a syntax error.
  const reporting = { propagateOnRejection: false, onReject: [report] };
  return new Map<DocumentLimit, ValidationRule>([
    ['max_depth', maxDepthRule({ n: options.maxDepth, flattenFragments: true, ...reporting })],
    ['max_aliases', maxAliasesRule({ n: options.maxAliases, ...reporting })],
    ['max_directives', maxDirectivesRule({ n: options.maxDirectives, ...reporting })],
    ['max_field_pairs', fieldPairsRule(options.maxFieldPairs)],
  ]);
}

function report(context: ValidationContext | null, { message }: GraphQLError): void {
  context?.reportError(new GraphQLError(message.replace('Syntax Error: ', '')));
}
