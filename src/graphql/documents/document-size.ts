import type { DocumentNode } from 'graphql';

/** What any text costs, also one that is no GraphQL: its entry, and the error that says so. */
const leastSize = 1_000;
/** People write some eight characters a word or sign. A hostile client writes two, and takes half a kilobyte of memory for each that is parsed. */
const sizePerToken = 25;

/** What a query text counts in a cache that keeps what was read of it: its length, unless it takes more memory than texts of that length do. */
export function documentSize(queryLength: number, document: DocumentNode | undefined): number {
  return Math.max(leastSize, queryLength, sizePerToken * (document?.tokenCount ?? 0));
}
