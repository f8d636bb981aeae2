import type { AccountResolvers } from '../generated/resolvers.ts';
import type { Descendant } from '../kazoo/collections/descendants.ts';
import type { KeyMatcher } from '../kazoo/events/public-data.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';

/** An account, whole or as a list of Kazoo shows it. */
export type AccountSource = Account | Descendant;

/** What no list shows. */
type Unlisted = Exclude<keyof Account, keyof Descendant>;

/** Kazoo's key of each field. The id is nobody's secret: operations name accounts by it. */
const kazooKeys: Readonly<Record<Exclude<keyof Account, 'id'>, string>> = {
  name: 'name',
  realm: 'realm',
  timezone: 'timezone',
  language: 'language',
  isReseller: 'is_reseller',
  resellerId: 'reseller_id',
  superduperAdmin: 'superduper_admin',
  enabled: 'enabled',
  createdAt: 'created',
};

/**
 * Returns the resolvers of accounts. An account has one value for each field, however it was found:
 * what the list does not show is asked for, once for each account of an operation.
 *
 * @param isHidden which of Kazoo's keys no client gets; the gateway itself goes on reading them
 */
export function accountResolvers(access: Pick<OperationAccess, 'account'>, isHidden: KeyMatcher): AccountResolvers {
  function listed<Name extends 'name' | 'realm'>(name: Name) {
    return (source: AccountSource) => (isHidden(kazooKeys[name]) ? null : source[name]);
  }

  function unlisted<Name extends Unlisted>(name: Name) {
    return async (source: AccountSource, _: unknown, context: OperationContext): Promise<Account[Name] | null> => {
      if (isHidden(kazooKeys[name])) return null;
      const whole = isWhole(source) ? source : await access.account(context, source.id);
      return whole[name];
    };
  }

  return {
    name: listed('name'),
    realm: listed('realm'),
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
