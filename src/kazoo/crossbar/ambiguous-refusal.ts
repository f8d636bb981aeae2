import { GatewayError } from '../../errors.ts';

/**
 * A 401 to a request below `/accounts/{id}`. Kazoo 5 answers it to every token for an account that
 * does not exist, is deleted, or cannot be loaded while its database fails (kazoo-5.md section 6).
 * It is no verdict on the token, which only `GET /token_auth` gives.
 */
export class AmbiguousRefusal extends GatewayError {
  /** The account in the path of the request. */
  readonly accountId: string;
  /** The path with placeholders for ids. */
  readonly route: string;

  constructor(accountId: string, route: string, cause: unknown) {
    super('UPSTREAM_UNAVAILABLE', 'Kazoo cannot answer for this account at the moment; try again.', { cause });
    this.accountId = accountId;
    this.route = route;
  }
}
