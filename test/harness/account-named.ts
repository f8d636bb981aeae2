import type { Account } from '../../src/kazoo/requests/accounts.ts';

/** An account of which only the id and the name matter. */
export function accountNamed(id: string): Account {
  return {
    id,
    name: id,
    realm: null,
    timezone: null,
    language: null,
    isReseller: false,
    resellerId: null,
    superduperAdmin: false,
    enabled: true,
    createdAt: null,
  };
}
