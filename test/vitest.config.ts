import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const require = createRequire(import.meta.url);

/** These start gateways and programs, or set a tracer or flags, of which a process has one. */
const alone = [
  'test/*.test.ts',
  'test/{bench,browser,chaos,deploy,docs,e2e,examples}/**/*.test.ts',
  'test/client/{refused-cursors,resumable}.test.ts',
  'test/client/live-table/{live-calls,live-polls}.test.ts',
  'test/http/**/*.test.ts',
  'test/telemetry/trace-export.test.ts',
  'test/upstream/history/history.test.ts',
];

export default defineConfig({
  resolve: {
    // Vite would load the ES build of graphql beside the CommonJS one that the libraries load: two copies, whose
    // schemas refuse each other.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    root: new URL('..', import.meta.url).pathname,
    // For what hangs, not for what a busy machine makes slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          // Files share the process of their worker and the modules that it has loaded, and leave nothing behind in it.
          isolate: false,
          setupFiles: ['test/leave-nothing.ts'],
        },
      },
    ],
  },
});
