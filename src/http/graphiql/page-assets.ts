import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Asset } from '../pages/asset.ts';
import { pageStyle } from './page-style.ts';
import { streamStyle } from './stream-style.ts';

export interface PageAssets {
  /** Changes whenever any of the files does. */
  readonly hash: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';
/**
 * The page's own modules. They are plain JavaScript, so that the source and the build serve equal
 * files: `tsc -p src` copies them to `dist`.
 */
const pageFolder = new URL('page/', import.meta.url);

/**
 * Loads everything that the page needs, by its path below the page's folder. The files take 20 MB
 * of memory: call it only for a gateway with GraphiQL, when the page is asked for, and keep the
 * result.
 */
export async function loadPageAssets(): Promise<PageAssets> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const files = new Map([
    ['graphiql.js', new Asset(script, graphiql.js)],
    ['graphiql.css', new Asset(style, graphiql.css)],
    // Named as Monaco calls them.
    ['workers/editorWorkerService.js', new Asset(script, graphiql.editorWorkerService)],
    ['workers/graphql.js', new Asset(script, graphiql.graphqlWorker)],
    ['workers/json.js', new Asset(script, graphiql.jsonWorker)],
    ['page.css', new Asset(style, `${pageStyle}${streamStyle}`)],
    ...modules(),
    ...graphqlWsClient(),
  ]);
  const hash = createHash('sha256');
  for (const [path, asset] of files) hash.update(`${path} ${asset.hash}\n`);
  return { hash: hash.digest('base64url').slice(0, 16), files };
}

function modules(): [string, Asset][] {
  const names = readdirSync(pageFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  // Of a path on Windows the separator is another one.
  const paths = names.map((name) => name.replaceAll('\\', '/')).sort();
  return paths.map((path) => [path, new Asset(script, readFileSync(new URL(path, pageFolder), 'utf8'))]);
}

/**
 * The browser build of graphql-ws with the chunks that it imports, whose names change with each
 * release.
 */
function graphqlWsClient(): [string, Asset][] {
  const folder = dirname(createRequire(import.meta.url).resolve('graphql-ws/client'));
  const read = (name: string): [string, string] => [name, readFileSync(join(folder, name), 'utf8')];
  const client = read('client.js');
  const chunks = new Set([...client[1].matchAll(/ from '\.\/([\w-]+\.js)'/g)].map(([, name = '']) => name));
  return [client, ...[...chunks].map(read)].map(([name, text]) => [`graphql-ws/${name}`, new Asset(script, text)]);
}
