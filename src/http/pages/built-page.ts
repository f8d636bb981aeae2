import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ConfigError } from '../../config/config.ts';
import type { RequestHandler } from '../http-server.ts';
import { Asset } from './asset.ts';
import { builtPagePolicy, documentHeaders, fileHeaders } from './page-headers.ts';

/** A page that `npm run build` has made of a folder of `src/pages`. */
export interface BuiltPage {
  /** Serves the page at its path, and the page's files below it. */
  readonly handler: RequestHandler;
  /** The texts of the GraphQL operations that the page sends. */
  readonly documents: readonly string[];
}

export interface BuiltPageOptions {
  /** Where all pages are, each in a folder of its name. */
  readonly pagesFolder: string;
  /** The page `wallboard` is served at `/wallboard`. */
  readonly name: string;
  /** The environment variable that switches the page on, for the operator who lacks a build. */
  readonly setting: string;
  /** What the page finds in its element `#settings`, as JSON. Everybody can read it. */
  readonly pageSettings?: unknown;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};
/** `index.Dx3kQ_-1.js`: a name, a hash of the content, and an extension. */
const hashedName = /^([\w-]+)\.[\w-]+(\.\w+)$/;

/**
 * Reads a built page into memory. @throws ConfigError when there is no build of it
 */
export function openBuiltPage({ pagesFolder, name, setting, pageSettings = {} }: BuiltPageOptions): BuiltPage {
  const path = `/${name}`;
  const assetsPath = `${path}/assets/`;
  const folder = join(pagesFolder, name);
  const { html, files, documents } = read(folder, setting);
  const document = new Asset('text/html; charset=utf-8', withSettings(html, pageSettings));
  const headers = documentHeaders(builtPagePolicy);

  const handler: RequestHandler = async (request, response, target) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (target === path) {
      await document.send(response, request.headers, headers);
      return true;
    }
    if (target === `${path}/`) {
      response.writeHead(308, { Location: path }).end();
      return true;
    }
    if (!target.startsWith(assetsPath)) return false;
    const fileName = target.slice(assetsPath.length);
    const isCurrent = files.has(fileName);
    // During an update behind a load balancer, the page may come from a gateway with other files;
    // it then gets these, uncached.
    const file = files.get(fileName) ?? files.get(withoutHash(fileName));
    if (file === undefined) return false;
    await file.send(response, request.headers, fileHeaders(isCurrent));
    return true;
  };
  return { handler, documents };
}

interface PageFiles {
  readonly html: string;
  /** By their names, and by these without the hash. */
  readonly files: ReadonlyMap<string, Asset>;
  readonly documents: readonly string[];
}

function read(folder: string, setting: string): PageFiles {
  try {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const names = readdirSync(join(folder, 'assets')).filter((name) => extname(name) in contentTypes);
    const files = names.flatMap((name) => {
      const content = readFileSync(join(folder, 'assets', name), 'utf8');
      const file = new Asset(contentTypes[extname(name)] ?? '', content);
      return [[name, file] as const, [withoutHash(name), file] as const];
    });
    const documents: readonly string[] = JSON.parse(readFileSync(join(folder, 'documents.json'), 'utf8'));
    return { html, files: new Map(files), documents };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([`${setting}: the page is not built (${reason}); run \`npm run build\` first`]);
  }
}

function withoutHash(name: string): string {
  return name.replace(hashedName, '$1$2');
}

/** Puts the settings into a data block, which no browser executes and no policy has to allow. */
function withSettings(html: string, settings: unknown): string {
  const block = /(<script id="settings" type="application\/json">).*?(<\/script>)/s;
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  return html.replace(block, (_, start: string, end: string) => start + json + end);
}
