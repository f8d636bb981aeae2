import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/**
 * Judged by delays and memory, with a browser, with a tracer of the whole process, or by the timers
 * of real sockets, among which must be none that another file left.
 */
const alone = [
  'test/chaos/**/*.test.ts',
  'test/browser/**/*.test.ts',
  'test/e2e/gateway/tracing.test.ts',
  'test/http/{http-turns,sse-stream}.test.ts',
  'test/http/websocket/{websocket-reader,websocket-heartbeat,heartbeat}.test.ts',
  'test/kazoo/blackhole/blackhole-connection*.test.ts',
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
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          // Files share the process of their worker, and what it has loaded and compiled: it halves the time of most.
          isolate: false,
          setupFiles: ['test/setup.ts'],
        },
      },
      { extends: true, test: { name: 'alone', include: alone, sequence: { groupOrder: 1 } } },
    ],
  },
});
