import type { ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { RequestHandler } from './http-server.ts';

export interface OperatorEndpointsOptions {
  readonly registry: Registry;
  /** Whether the gateway listens and is not about to close. */
  readonly isServing: () => boolean;
  readonly isKazooReachable: () => Promise<boolean>;
  /** Whether the gateway counts as not ready while Kazoo cannot be reached. */
  readonly readyNeedsKazoo: boolean;
}

/** Returns the handler of `/health/live`, `/health/ready` and `/metrics`. */
export function operatorEndpoints(options: OperatorEndpointsOptions): RequestHandler {
  const { registry } = options;
  return async (_request, response, path) => {
    if (path === '/health/live') send(response, 200, 'text/plain', 'live\n');
    else if (path === '/health/ready') await sendReadiness(response, options);
    else if (path === '/metrics') send(response, 200, registry.contentType, await registry.metrics());
    else return false;
    return true;
  };
}

async function sendReadiness(
  response: ServerResponse,
  { isServing, isKazooReachable, readyNeedsKazoo }: OperatorEndpointsOptions,
): Promise<void> {
  if (!isServing()) send(response, 503, 'text/plain', 'not ready\n');
  else if (await isKazooReachable()) send(response, 200, 'text/plain', 'ready\n');
  // Ready by default, although nobody can be served without Kazoo: a fleet that leaves its load
  // balancer all at once cannot serve the clients that reconnect either.
  else if (readyNeedsKazoo) send(response, 503, 'text/plain', 'not ready: Kazoo cannot be reached\n');
  else send(response, 200, 'text/plain', 'ready, degraded: Kazoo cannot be reached\n');
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
}
