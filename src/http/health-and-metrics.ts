import type { ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { RequestHandler } from './http-server.ts';

/** Something without which less is served than with it. */
export interface Dependency {
  /** What is wrong with it, for operators; undefined while it serves. */
  readonly problem: () => Promise<string | undefined>;
  /** Whether the gateway counts as not ready while there is a problem. */
  readonly isNeeded: boolean;
}

export interface HealthAndMetricsOptions {
  readonly registry: Registry;
  /** Whether the gateway listens and is not about to close. */
  readonly isServing: () => boolean;
  readonly dependencies: readonly Dependency[];
}

/** Returns the handler of `/health/live`, `/health/ready` and `/metrics`. */
export function healthAndMetrics(options: HealthAndMetricsOptions): RequestHandler {
  const { registry } = options;
  let collecting: Promise<string> | undefined;
  // Collected once for all who ask meanwhile: it takes 2 ms, and all that are under way end in one
  // turn of the event loop.
  const collected = (): Promise<string> => {
    collecting ??= registry.metrics().finally(() => {
      collecting = undefined;
    });
    return collecting;
  };
  return async (_request, response, path) => {
    if (path === '/health/live') send(response, 200, 'text/plain', 'live\n');
    else if (path === '/health/ready') await sendReadiness(response, options);
    else if (path === '/metrics') send(response, 200, registry.contentType, await collected());
    else return false;
    return true;
  };
}

async function sendReadiness(
  response: ServerResponse,
  { isServing, dependencies }: HealthAndMetricsOptions,
): Promise<void> {
  if (!isServing()) {
    send(response, 503, 'text/plain', 'not ready\n');
    return;
  }
  const asked = await Promise.all(
    dependencies.map(async ({ problem, isNeeded }) => ({ text: await problem(), isNeeded })),
  );
  const problems = asked.filter(({ text }) => text !== undefined);
  const told = problems.map(({ text }) => text).join('; ');
  if (problems.length === 0) send(response, 200, 'text/plain', 'ready\n');
  // Ready by default, although nobody can be served without Kazoo: a fleet that leaves its load
  // balancer all at once cannot serve the clients that reconnect either.
  else if (problems.some(({ isNeeded }) => isNeeded)) send(response, 503, 'text/plain', `not ready: ${told}\n`);
  else send(response, 200, 'text/plain', `ready, degraded: ${told}\n`);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
}
