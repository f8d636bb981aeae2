import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { requestDocuments } from '../client/gateway-client/gateway-requests.ts';

const pages = fileURLToPath(new URL('.', import.meta.url));

/** Every folder here with an `index.html` is a page. */
const pageNames: readonly string[] = readdirSync(pages).filter((name) => existsSync(join(pages, name, 'index.html')));

/**
 * Builds every page into a folder of its name below `folder`, which the gateway serves: a document,
 * one script and one style sheet under the hash of their content, and the GraphQL documents that
 * the page sends.
 */
export async function buildPages(folder: string): Promise<void> {
  // Vite takes a relative one for a folder below the page's own.
  await Promise.all(pageNames.map((name) => buildPage(name, resolve(folder, name))));
}

async function buildPage(name: string, outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: join(pages, name),
    base: `/${name}/`,
    logLevel: 'warn',
    // Whatever the environment of who builds it says, such as a test.
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The policy of the page allows nothing inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        // A busy machine is no news.
        checks: { pluginTimings: false },
        output: {
          // One script: during an update, files of two builds never meet.
          codeSplitting: false,
          entryFileNames: 'assets/[name].[hash].js',
          assetFileNames: 'assets/[name].[hash][extname]',
        },
      },
    },
  });
  writeFileSync(join(outDir, 'documents.json'), JSON.stringify(await documentsOf(name)));
}

/** Returns the documents that the code generator made for a page, and those of the client. */
async function documentsOf(name: string): Promise<readonly string[]> {
  const generated = join(pages, name, 'generated/graphql.ts');
  if (!existsSync(generated)) return [];
  const operations: Readonly<Record<string, unknown>> = await import(pathToFileURL(generated).href);
  const texts = Object.values(operations).flatMap((value) => (value instanceof String ? [value.toString()] : []));
  return [...texts, ...requestDocuments];
}
