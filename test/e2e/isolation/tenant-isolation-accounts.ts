import { idOf } from '../../../src/simulator/directory/account.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import { rsaKeys, signedToken } from '../../harness/signed-token.ts';

/** An account that is asked about, and what only this account has. */
export interface Tenant {
  readonly name: string;
  readonly id: string;
  readonly conferenceId: string;
}

/** The relation of the account that is asked about to the account of the actor. */
export const relations = ['own', 'descendant', 'parent', 'sibling', 'unknown', '*'] as const;
export type Relation = (typeof relations)[number];

export interface Actor {
  readonly name: string;
  /** Absent when the actor is not logged in. */
  readonly token: string | undefined;
  /** The code with which the token is refused; absent when the token is good. */
  readonly refusal?: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED';
  /** True when only Kazoo knows that the token is no longer good. */
  readonly isPlausible?: true;
  readonly isSuperduper: boolean;
  readonly tenants: Readonly<Partial<Record<Relation, Tenant>>>;
}

export interface IsolationAccounts {
  readonly actors: readonly Actor[];
  readonly tenants: readonly Tenant[];
}

/** Not Kazoo's. */
const foreignKeys = rsaKeys();

const unknown: Tenant = { name: 'unknown', id: '0'.repeat(32), conferenceId: 'f'.repeat(32) };

/**
 * `master` above `reseller` and `rival`, `reseller` above `demo` and `other`, `demo` above
 * `branch`; nobody above `island`.
 */
export function isolationAccounts({ kazoo, token }: Harness): IsolationAccounts {
  const { directory } = kazoo;
  const add = (name: string, parent: string | null): void => {
    const parentId = parent === null ? null : directory.account(parent).id;
    const { id, devices, voicemailBoxes, queues, users } = directory.addAccount({
      name,
      parentId,
      users: [{ username: name, password: name }],
    });
    const ownerId = users[0]?.id ?? '';
    const contact = { sipUsername: name, userAgent: 'phone', contactIp: '203.0.113.1' };
    devices.push({ id: idOf('device', name), name, ownerId, ...contact });
    voicemailBoxes.push({ id: idOf('vmbox', name), name, number: '1001', ownerId });
    queues.push({ id: idOf('queue', name), name });
    directory.addConference(id);
  };
  add('rival', 'master');
  add('branch', 'demo');
  add('island', null);
  const tenant = (name: string): Tenant => {
    const { id, conferences } = directory.account(name);
    return { name, id, conferenceId: conferences[0]?.id ?? '' };
  };
  const around = (own: string, descendant: string, parent: string | null, sibling: string): Actor['tenants'] => ({
    own: tenant(own),
    descendant: tenant(descendant),
    ...(parent === null ? {} : { parent: tenant(parent) }),
    sibling: tenant(sibling),
    unknown,
    // Queries that need a conference use this account's.
    '*': { ...tenant('other'), id: '*' },
  });
  const ofDemo = { isSuperduper: false, tenants: around('demo', 'branch', 'reseller', 'other') };
  const demo = directory.account('demo');
  const user = (username: string) => ({ accountId: demo.id, ownerId: directory.user('demo', username).id });
  const revoked = kazoo.issueToken(user('olga'));
  kazoo.revokeTokens(user('olga'));
  const claims = { account_id: demo.id, owner_id: user('demo').ownerId, method: 'cb_user_auth' };
  const foreign = signedToken(foreignKeys, { keyId: kazoo.tokens.keyId, claims });

  return {
    tenants: directory.accounts.map(({ name }) => tenant(name)),
    actors: [
      { name: 'a user', token: kazoo.issueToken(user('taro')), ...ofDemo },
      { name: 'an account admin', token: kazoo.issueToken(user('demo')), ...ofDemo },
      { name: 'an API key', token: kazoo.issueToken({ accountId: demo.id }), ...ofDemo },
      {
        name: 'a reseller',
        token: token('reseller'),
        isSuperduper: false,
        tenants: around('reseller', 'demo', 'master', 'rival'),
      },
      {
        name: 'a superduper admin',
        token: token('master'),
        isSuperduper: true,
        tenants: around('master', 'demo', null, 'island'),
      },
      { name: 'an expired token', token: token('demo', -10), refusal: 'TOKEN_EXPIRED', ...ofDemo },
      { name: 'a revoked token', token: revoked, refusal: 'UNAUTHENTICATED', isPlausible: true, ...ofDemo },
      { name: 'a foreign token', token: foreign, refusal: 'UNAUTHENTICATED', isPlausible: true, ...ofDemo },
      { name: 'a garbled token', token: 'garbled', refusal: 'UNAUTHENTICATED', ...ofDemo },
      { name: 'nobody', token: undefined, refusal: 'UNAUTHENTICATED', ...ofDemo },
    ],
  };
}
