import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = z.record(z.string().min(1), z.string().min(1));

/**
 * Reads query texts by hash from a JSON file `{"<hash>": "<query>", …}`, such as graphql-codegen's
 * client preset writes (`persistedDocuments`).
 *
 * @throws Error that says what is wrong with the file
 */
export function readTrustedDocuments(path: string): readonly (readonly [hash: string, query: string])[] {
  const documents = file.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (documents.success) return Object.entries(documents.data);
  throw new Error(`${path} is not a JSON object of query texts by hash`);
}
