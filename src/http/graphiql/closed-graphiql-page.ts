import { createHash } from 'node:crypto';
import { prefersHtml } from '../accepted-types.ts';
import type { RequestHandler } from '../http-server.ts';
import { documentHeaders, textPagePolicy } from '../pages/page-headers.ts';

const style = `
body {
  max-width: 36em; margin: 15vh auto; padding: 0 1em;
  font: 16px/1.6 system-ui, sans-serif; color: #3b4b68; background: #fff;
}
code { white-space: nowrap; padding: .15em .4em; border-radius: 4px; background: #3b4b6818; }
@media (prefers-color-scheme: dark) { body { color: #b7c2d7; background: #212a3b; } code { background: #b7c2d722; } }
`;

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kazoo GraphQL gateway</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<body>
<h1>Kazoo GraphQL gateway</h1>
<p>This is a GraphQL endpoint for programs. GraphiQL, the page to explore it with, is switched off here.</p>
<p>Whoever runs the gateway opens it with <code>GRAPHIQL=true INTROSPECTION=true</code> in its environment.</p>
</body>
</html>
`;

const headers = {
  ...documentHeaders(textPagePolicy(createHash('sha256').update(style).digest('base64'))),
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Length': Buffer.byteLength(page),
};

/**
 * Returns the handler that tells a browser at the GraphQL endpoint that GraphiQL is off, with
 * status 404 since there is no page.
 */
export function closedGraphiqlPage(graphqlPath: string): RequestHandler {
  return (request, response, path) => {
    const isOpened = (request.method === 'GET' || request.method === 'HEAD') && prefersHtml(request.headers);
    if (path !== graphqlPath || !isOpened) return false;
    response.writeHead(404, headers).end(page);
    return true;
  };
}
