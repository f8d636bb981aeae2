import type { AccountResolvers } from '../generated/resolvers.ts';
import type { Descendant } from '../kazoo/collections/descendants.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';

/** An account, whole or as a list of Kazoo shows it. */
export type AccountSource = Account | Descendant;

/** What no list shows. */
type Unlisted = Exclude<keyof Account, keyof Descendant>;

/**
 * Returns the resolvers of accounts. An account has one value for each field, however it was found:
 * what the list does not show is asked for, once for each account of an operation.
 */
export function accountResolvers(access: Pick<OperationAccess, 'account'>): AccountResolvers {
  function unlisted<Name extends Unlisted>(name: Name) {
    return async (source: AccountSource, _: unknown, context: OperationContext): Promise<Account[Name]> => {
      const whole = isWhole(source) ? source : await access.account(context, source.id);
      return whole[name];
    };
  }

  return {
    timezone: unlisted('timezone'),
    language: unlisted('language'),
    isReseller: unlisted('isReseller'),
    resellerId: unlisted('resellerId'),
    superduperAdmin: unlisted('superduperAdmin'),
    enabled: unlisted('enabled'),
    createdAt: unlisted('createdAt'),
  };
}

function isWhole(source: AccountSource): source is Account {
  return 'timezone' in source;
}
