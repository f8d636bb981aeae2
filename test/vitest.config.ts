import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/**
 * These register a trace provider, which a process has only one of, and which modules find when
 * they are loaded.
 */
const ownProcess = ['test/e2e/gateway/secrets.test.ts', 'test/e2e/gateway/tracing.test.ts'];

export default defineConfig({
  resolve: {
    // Vite would load the ES build of graphql beside the CommonJS one that the libraries load: two copies, whose
    // schemas refuse each other.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    root: new URL('..', import.meta.url).pathname,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The machine that runs CI has two cores; servers, clients and a browser share them.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Loading the modules again for every file would take longer than many a file's tests.
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: ownProcess, isolate: false },
      },
      { extends: true, test: { name: 'own process', include: ownProcess, sequence: { groupOrder: 1 } } },
    ],
  },
});
