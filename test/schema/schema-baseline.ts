import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

export const schemaFile = new URL('../../schema.graphql', import.meta.url);
/** The schema that clients were promised. */
export const baselineFile = new URL('schema-baseline.graphql', import.meta.url);

/** The changes of `schema` that break clients written for `baseline`, a sentence each. */
export async function breakingChanges(
  baseline = readFileSync(baselineFile, 'utf8'),
  schema = readFileSync(schemaFile, 'utf8'),
): Promise<string[]> {
  const changes = await diff(buildSchema(baseline), buildSchema(schema));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message);
}
