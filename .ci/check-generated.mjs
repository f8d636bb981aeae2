// Compares the generated code with the schema, and says how to generate it anew.
import { spawnSync } from 'node:child_process';

const codegen = 'node_modules/.bin/graphql-codegen';
const { status } = spawnSync(codegen, ['--config', 'codegen.ts', '--check'], { stdio: 'inherit' });
if (status !== 0) {
  console.error(
    'The generated code is not that of schema.graphql: run `npm run codegen`, and commit what it generates.',
  );
  process.exit(1);
}
