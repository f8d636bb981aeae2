// Builds the gateway's own pages: `node --import tsx .ci/build-pages.mjs FOLDER`.
import { buildPages } from '../src/pages/build-pages.ts';

await buildPages(process.argv[2]);
