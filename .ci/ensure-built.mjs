// Says what is missing when the gateway is started without a build, in place of a stack trace.
import { existsSync } from 'node:fs';

if (!existsSync('dist/main.js')) {
  console.error(
    'There is no build yet: run `npm run build` first. (`npm run dev` starts the gateway from its sources.)',
  );
  process.exit(1);
}
