import type { ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { RequestHandler } from './http-server.ts';

/** `/health/live`, `/health/ready` and `/metrics`. */
export function operatorEndpoints(registry: Registry, isReady: () => boolean): RequestHandler {
  return async (_request, response, path) => {
    if (path === '/health/live') send(response, 200, 'text/plain', 'live\n');
    else if (path === '/health/ready')
      isReady() ? send(response, 200, 'text/plain', 'ready\n') : send(response, 503, 'text/plain', 'not ready\n');
    else if (path === '/metrics') send(response, 200, registry.contentType, await registry.metrics());
    else return false;
    return true;
  };
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
}
