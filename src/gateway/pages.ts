import type { Config } from '../config/config.ts';
import { closedGraphiqlPage } from '../http/graphiql/closed-graphiql-page.ts';
import type { PrefilledLogin } from '../http/graphiql/examples/session-examples.ts';
import { graphiqlPage } from '../http/graphiql/graphiql-page.ts';
import { ownDocuments } from '../http/graphiql/page/own-documents.js';
import type { RequestHandler } from '../http/http-server.ts';
import { openBuiltPage } from '../http/pages/built-page.ts';

/** The gateway's own pages, those that are switched on. */
export interface Pages {
  readonly handlers: readonly RequestHandler[];
  /** What the pages send, which is trusted. */
  readonly documents: readonly string[];
}

export interface PagesOptions {
  readonly graphqlPath: string;
  /** Where the built pages are. */
  readonly pagesFolder: string;
  readonly prefilledLogin: PrefilledLogin | undefined;
}

/** Opens the pages that are switched on. @throws ConfigError when one of them was not built. */
export function openPages(config: Config, { graphqlPath, pagesFolder, prefilledLogin }: PagesOptions): Pages {
  const wallboard = config.wallboard
    ? [openBuiltPage({ pagesFolder, name: 'wallboard', setting: 'WALLBOARD', pageSettings: { prefilledLogin } })]
    : [];
  const operator =
    config.operatorToken === undefined
      ? []
      : [openBuiltPage({ pagesFolder, name: 'operator', setting: 'OPERATOR_TOKEN' })];
  const graphiql = config.graphiql
    ? graphiqlPage({ graphqlPath, hasSchema: config.introspection, prefilledLogin })
    : closedGraphiqlPage(graphqlPath);
  return {
    handlers: [graphiql, ...[...wallboard, ...operator].map(({ handler }) => handler)],
    documents: [
      ...wallboard.flatMap(({ documents }) => documents),
      ...(config.graphiql ? Object.values(ownDocuments) : []),
    ],
  };
}
