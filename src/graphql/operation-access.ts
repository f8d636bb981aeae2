import type { AccountAccess } from '../auth/account-access.ts';
import { type OwnerScope, unrestricted } from '../auth/user-restriction.ts';
import { GatewayError } from '../errors.ts';
import type { AccountScope } from '../kazoo/collections/collection-reader.ts';
import { type Account, everyAccount } from '../kazoo/requests/accounts.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { OperationPlaces } from '../limits/operation-places.ts';
import { RestBudget, type RestBudgetOptions } from '../limits/rest-budget.ts';
import type { OperationContext } from './operation-context.ts';
import { perOperation } from './per-operation.ts';

export interface OperationAccessOptions extends Omit<RestBudgetOptions, 'takePlace'> {
  readonly accountAccess: AccountAccess;
  /**
   * The user whose own items alone a session may see. Default: whoever may act on an account sees
   * all of it.
   */
  readonly ownerFor?: OwnerScope | undefined;
  /** The operations of one user at one address take turns at asking. */
  readonly places: Pick<OperationPlaces, 'take'>;
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

  constructor({ accountAccess, ownerFor = unrestricted, places, ...limits }: OperationAccessOptions) {
    this.#accountAccess = accountAccess;
    this.ownerFor = ownerFor;
    this.#budgetOf = perOperation(
      ({ session, clientInfo }) =>
        new RestBudget({
          ...limits,
          // The address, too: a token that nobody has checked may claim any user.
          takePlace: () => places.take(`${session.principal} ${addressBlock(clientInfo.clientIp)}`),
        }),
    );
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
    const checked = this.#budgetOf(context).spendOnCheck(async () => {
      const account = await this.#accountAccess.verify(token, id, context.clientInfo);
      await this.ownerFor(context, id);
      return account;
    });
    accounts.set(key, checked);
    return checked;
  }

  /**
   * Runs one request and counts it in the operation's budget. @throws `RATE_LIMITED` when the
   * budget is spent
   */
  request<Answer>(context: OperationContext, request: () => Promise<Answer>): Promise<Answer> {
    return this.#budgetOf(context).spend(request);
  }
}

/**
 * The scope for requests about an account, with the session's own token: another token may see more
 * of the account.
 */
export function accountScope({ session, clientInfo }: OperationContext, accountId: string): AccountScope {
  return { token: session.require().token, clientInfo, accountId };
}
