import { prefersHtml } from '../accepted-types.ts';
import type { RequestHandler } from '../http-server.ts';
import { Asset } from '../pages/asset.ts';
import { documentHeaders, fileHeaders, graphiqlPolicy } from '../pages/page-headers.ts';
import { exampleCollection } from './examples/collection.ts';
import type { PrefilledLogin } from './examples/session-examples.ts';
import { loadPageAssets, type PageAssets } from './page-assets.ts';

export interface GraphiqlPageOptions {
  readonly graphqlPath: string;
  /** Whether the page may read the schema. */
  readonly hasSchema: boolean;
  /** The login that the page is prefilled with, for a demo whose password is not a secret. */
  readonly prefilledLogin?: PrefilledLogin | undefined;
}

interface Page {
  readonly document: Asset;
  readonly assets: PageAssets;
}

/**
 * Returns the handler that serves GraphiQL to browsers at the GraphQL endpoint, and the page's
 * files below the endpoint.
 */
export function graphiqlPage({ graphqlPath, hasSchema, prefilledLogin }: GraphiqlPageOptions): RequestHandler {
  const folder = `${graphqlPath}/graphiql/`;
  let loading: Promise<Page> | undefined;

  async function load(): Promise<Page> {
    const assets = await loadPageAssets();
    const settings = { hasSchema, ...exampleCollection(prefilledLogin) };
    return { assets, document: new Asset('text/html; charset=utf-8', html(`${folder}${assets.hash}/`, settings)) };
  }

  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const isDocument = path === graphqlPath && prefersHtml(request.headers);
    if (!isDocument && !path.startsWith(folder)) return false;
    loading ??= load();
    const { assets, document } = await loading;
    if (isDocument) {
      await document.send(response, request.headers, documentHeaders(graphiqlPolicy));
      return true;
    }
    const [hash = '', ...name] = path.slice(folder.length).split('/');
    const file = assets.files.get(name.join('/'));
    if (file === undefined) return false;
    // During an update behind a load balancer, the page may come from a gateway with other files;
    // it then gets these, uncached.
    await file.send(response, request.headers, fileHeaders(hash === assets.hash));
    return true;
  };
}

/** The settings are in a data block, which browsers do not execute and no policy has to allow. */
function html(folder: string, settings: unknown): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphiQL · Kazoo GraphQL gateway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${folder}graphiql.css">
<link rel="stylesheet" href="${folder}page.css">
<script src="${folder}monaco-environment.js" type="module"></script>
<script src="${folder}graphiql.js" defer></script>
<script src="${folder}main.js" type="module"></script>
<body>
<header id="status"></header>
<main id="graphiql"></main>
<noscript>GraphiQL needs JavaScript.</noscript>
<script id="settings" type="application/json">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`;
}
