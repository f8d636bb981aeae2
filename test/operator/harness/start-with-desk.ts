import { type Harness, type HarnessOptions, startHarness } from '../../harness/gateway-harness.ts';
import { emptyPages, operatorToken } from './operator-reader.ts';

type Options = Omit<HarnessOptions, 'settings'> & { readonly settings?: Readonly<Record<string, string>> };

/** A gateway with the operators' page. */
export function startWithDesk(options: Options = {}): Promise<Harness> {
  const gateway = { pagesFolder: emptyPages, ...options.gateway };
  return startHarness({ ...options, gateway, settings: { OPERATOR_TOKEN: operatorToken, ...options.settings } });
}
