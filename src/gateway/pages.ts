import type { Config } from '../config/config.ts';
import type { PrefilledLogin } from '../http/graphiql/examples/session-examples.ts';
import { type BuiltPage, openBuiltPage } from '../http/pages/built-page.ts';

/** The gateway's own built pages; undefined where one is not switched on. */
export interface Pages {
  readonly wallboard: BuiltPage | undefined;
  readonly operator: BuiltPage | undefined;
}

/** Opens the pages that are switched on. @throws ConfigError when one of them was not built. */
export function openPages(
  { wallboard, operatorToken }: Config,
  pagesFolder: string,
  prefilledLogin: PrefilledLogin | undefined,
): Pages {
  return {
    wallboard: wallboard
      ? openBuiltPage({ pagesFolder, name: 'wallboard', setting: 'WALLBOARD', pageSettings: { prefilledLogin } })
      : undefined,
    operator:
      operatorToken === undefined
        ? undefined
        : openBuiltPage({ pagesFolder, name: 'operator', setting: 'OPERATOR_TOKEN' }),
  };
}
