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
  /** Default: whoever may act on an account sees all of it. */
  readonly ownerFor?: OwnerScope | undefined;
}

/** What one operation may read: the accounts that its session may see, and no more requests than its budget allows. */
export class OperationAccess {
  /** The user whose own things alone may be shown of an account, after `account`. @throws as `OwnerScope` does. */
  readonly ownerFor: OwnerScope;
  readonly #accountAccess: AccountAccess;
  readonly #budgetOf: (context: OperationContext) => RestBudget;
  readonly #accountsOf = perOperation(() => new Map<string, Promise<Account>>());

  constructor({ accountAccess, ownerFor = unrestricted, ...limits }: OperationAccessOptions) {
    this.#accountAccess = accountAccess;
    this.ownerFor = ownerFor;
    this.#budgetOf = perOperation(() => new RestBudget(limits));
  }

  /** The account, left out the session's own, if the session may see it; each is checked once. @throws as `Authority.check` and `ownerFor` do. */
  account(context: OperationContext, accountId?: string | null): Promise<Account> {
    const { token, claims } = context.session.require();
    const id = accountId ?? claims.accountId;
    if (id === everyAccount)
      return Promise.reject(
        new GatewayError('BAD_USER_INPUT', 'Queries are about one account: accountId "*" is for subscriptions.'),
      );
    const accounts = this.#accountsOf(context);
    // A session may log in again while an operation of it runs.
    const key = `${id} ${token}`;
    const known = accounts.get(key);
    if (known !== undefined) return known;
    const checked = this.request(context, async () => {
      const account = await this.#accountAccess.verify(token, id, context.clientInfo);
      await this.ownerFor(context, id);
      return account;
    });
    accounts.set(key, checked);
    return checked;
  }

  /** Runs one request at the operation's expense. @throws `RATE_LIMITED` when it has none left. */
  request<Answer>(context: OperationContext, request: () => Promise<Answer>): Promise<Answer> {
    return this.#budgetOf(context).spend(request);
  }
}

/** Crossbar is always asked with the session's own token: it may see less of an account than another one. */
export function accountScope({ session, clientInfo }: OperationContext, accountId: string): AccountScope {
  return { token: session.require().token, clientInfo, accountId };
}
