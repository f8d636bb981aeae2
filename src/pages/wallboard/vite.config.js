import { defineConfig } from 'vite';

/** For `npx vite src/pages/wallboard`: the gateway of the demo answers what the page asks. */
export default defineConfig({
  server: { proxy: { '/graphql': { target: process.env.GATEWAY ?? 'http://localhost:4000', ws: true } } },
});
