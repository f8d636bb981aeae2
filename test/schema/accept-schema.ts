/** `npm run accept-schema`: names what breaks clients, and makes schema.graphql the baseline that later changes are compared with. */
import { copyFileSync } from 'node:fs';
import { baselineFile, breakingChanges, schemaFile } from './schema-baseline.ts';

const changes = await breakingChanges();
copyFileSync(schemaFile, baselineFile);

for (const change of changes) console.log(`breaking: ${change}`);
console.log(`Accepted with ${changes.length} breaking changes.`);
