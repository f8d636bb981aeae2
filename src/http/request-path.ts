import type { IncomingMessage } from 'node:http';

const origin = /^https?:\/\/[^/?#]*/i;

/** The path that a request is for, without its query. Some proxies ask for the whole URL, which every server has to understand (RFC 9112 section 3.2.2). */
export function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.replace(origin, '').split('?', 1);
  return path === '' ? '/' : path;
}
