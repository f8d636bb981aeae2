import type { IncomingHttpHeaders } from 'node:http';

/** Whether somebody opens the address in a browser. Programs accept JSON, or anything. */
export function acceptsHtml({ accept = '' }: IncomingHttpHeaders): boolean {
  return accept.split(',').some((item) => item.split(';', 1)[0]?.trim().toLowerCase() === 'text/html');
}
