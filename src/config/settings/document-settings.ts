import { positive } from '../setting-types.ts';

/** What one GraphQL document may ask for. */
export const documentSettings = {
  maxTokens: positive.default(2_000).describe('most lexical tokens (words and punctuators) in one GraphQL document'),
  maxDepth: positive.default(12).describe('deepest nesting of fields in one GraphQL document'),
  maxAliases: positive.default(30).describe('most aliases in one GraphQL document'),
  maxDirectives: positive.default(50).describe('most directives in one GraphQL document'),
  maxFieldPairs: positive
    .default(10_000)
    .describe(
      'most pairs of selections of one field of the result in one GraphQL document, over all fields: each is ' +
        'compared',
    ),
  maxCost: positive
    .default(50_000)
    .describe('most fields that one operation may resolve, where a field within a list counts once for each item'),
  unpagedListSize: positive
    .default(50)
    .describe('number of items that `MAX_COST` assumes for a list without the argument `first`'),
  maxCachedDocumentBytes: positive
    .default(4_194_304)
    .describe('most bytes of query text whose parsed and validated documents are kept'),
} as const;
