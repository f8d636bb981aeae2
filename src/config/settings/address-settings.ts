import { z } from 'zod';
import { bearerToken, flag, hosts, networks, origins, port } from '../setting-types.ts';

/** Where the gateway listens, and which web pages may use it. */
export const addressSettings = {
  port: port.default(4000).describe('TCP port to listen on; 0 takes any free port'),
  host: z.string().default('').describe('address to listen on; without it all addresses'),
  tlsCert: z
    .string()
    .optional()
    .describe(
      'PEM file of the certificate chain with which the gateway serves HTTPS and wss; read again when it changes',
    ),
  tlsKey: z.string().optional().describe('PEM file of the private key of `TLS_CERT`; read again when it changes'),
  trustedProxies: networks
    .default([])
    .describe(
      'addresses and networks, separated by commas, of the proxies whose `X-Forwarded-For` or `Forwarded` is ' +
        'believed',
    ),
  allowedOrigins: origins
    .default([])
    .describe(
      "web origins, separated by commas, that may use the gateway from a browser besides the gateway's own; " +
        '`https://*.example.com` means any one label, `http://localhost:*` any port, and `null` sandboxed pages of ' +
        'every site',
    ),
  publicHosts: hosts
    .default([])
    .describe(
      "host names, separated by commas, under which browsers reach the gateway's own pages; while this is empty " +
        'and `ALLOWED_ORIGINS` lists nothing but `localhost`, any name passes',
    ),
  graphiql: flag.default(false).describe('serve GraphiQL at `/graphql`'),
  wallboard: flag.default(false).describe('serve the wallboard at `/wallboard`'),
  operatorToken: bearerToken
    .optional()
    .describe(
      'token of at least 16 characters with which operators open `/operator`; without it there is no such page',
    ),
  introspection: flag.default(false).describe('let clients read the schema by introspection'),
} as const;
