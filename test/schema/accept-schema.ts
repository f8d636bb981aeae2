/**
 * `npm run accept-schema` lists what breaks clients, and makes schema.graphql the baseline for
 * later changes.
 */
import { copyFileSync } from 'node:fs';
import { baselineFile, breakingChanges, schemaFile } from './schema-baseline.ts';

const changes = await breakingChanges();
copyFileSync(schemaFile, baselineFile);

for (const change of changes) console.log(`breaking: ${change}`);
console.log(`Accepted with ${changes.length} breaking changes.`);
