import type { AccountAccess } from '../auth/account-access.ts';
import { type OwnerScope, unrestricted } from '../auth/user-restriction.ts';
import { GatewayError } from '../errors.ts';
import type { AccountScope } from '../kazoo/collections/collection-reader.ts';
import { type Account, everyAccount } from '../kazoo/requests/accounts.ts';
import { RestBudget, type RestBudgetOptions } from '../limits/rest-budget.ts';
import type { OperationContext } from './operation-context.ts';
import { perOperation } from './per-operation.ts';

export interface OperationAccessOptions extends RestBudgetOptions {
  readonly accountAccess: AccountAccess;
  /**
   * The user whose own items alone a session may see. Default: whoever may act on an account sees
   * all of it.
   */
  readonly ownerFor?: OwnerScope | undefined;
}

/**
 * Guards what an operation may read: the accounts that its session may see, and the requests that
 * its budget allows.
 */
export class OperationAccess {
  /**
   * The user whose own things alone may be shown of an account, after `account`. @throws as
   * `OwnerScope` does.
   */
  readonly ownerFor: OwnerScope;
  readonly #accountAccess: AccountAccess;
  readonly #budgetOf: (context: OperationContext) => RestBudget;
  readonly #accountsOf = perOperation(() => new Map<string, Promise<Account>>());

  constructor({ accountAccess, ownerFor = unrestricted, ...limits }: OperationAccessOptions) {
    this.#accountAccess = accountAccess;
    this.ownerFor = ownerFor;
    this.#budgetOf = perOperation(({ signal }) => new RestBudget(limits, signal));
  }

  /**
   * Resolves with an account that the session may see; by default the session's own. Each account
   * is checked once for an operation.
   *
   * @throws what `AccountAccess.verify` and `ownerFor` throw
   */
  account(context: OperationContext, accountId?: string | null): Promise<Account> {
    const { token, claims } = context.session.require();
    const id = accountId ?? claims.accountId;
    if (id === everyAccount)
      return Promise.reject(
        new GatewayError('BAD_USER_INPUT', 'Queries are about one account; accountId "*" is only for subscriptions.'),
      );
    const accounts = this.#accountsOf(context);
    // The token is part of the key: a session may log in again while one of its operations runs.
    const key = `${id} ${token}`;
    const known = accounts.get(key);
    if (known !== undefined) return known;
    const checked = this.#budgetOf(context).spend(async () => {
      const account = await this.#accountAccess.verify(token, id, context.clientInfo);
      await this.ownerFor(context, id);
      return account;
    });
    accounts.set(key, checked);
    return checked;
  }

  /**
   * Runs one request and counts it in the operation's budget. @throws as `RestBudget.spend` does
   */
  request<Answer>(context: OperationContext, request: () => Promise<Answer>): Promise<Answer> {
    return this.#budgetOf(context).spend(request);
  }
}

/**
 * The scope for requests about an account, with the session's own token: another token may see more
 * of the account.
 */
export function accountScope({ session, clientInfo, signal }: OperationContext, accountId: string): AccountScope {
  return { token: session.require().token, clientInfo, accountId, signal };
}
