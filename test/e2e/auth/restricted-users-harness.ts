import type { Harness, HarnessOptions, Reader } from '../../harness/gateway-harness.ts';

export const restricted: HarnessOptions = {
  settings: { RESTRICT_USERS: 'true', RECHECK_INTERVAL_MS: '100', AUTHORITY_TTL_MS: '50' },
};

export interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

export const calls = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';

export function userId(harness: Harness, username: string): string {
  return harness.kazoo.directory.user('demo', username).id;
}

export function tokenOf(harness: Harness, username: string, accountName = 'demo'): string {
  const ownerId = harness.kazoo.directory.user(accountName, username).id;
  return harness.kazoo.issueToken({ accountId: harness.accountId(accountName), ownerId });
}

export function clientOf(harness: Harness, username: string) {
  return harness.client({ connectionParams: { authToken: tokenOf(harness, username) } });
}

/** A leg of a user of the account `demo`, or of no user. */
export function publishLeg(harness: Harness, callId: string, variables: Readonly<Record<string, string>> = {}): void {
  const accountId = harness.accountId('demo');
  harness.kazoo.publishCall(accountId, 'CHANNEL_CREATE', {
    call_id: callId,
    custom_channel_vars: { account_id: accountId, ...variables },
  });
}

export async function heard(reader: Reader<CallEvents>, count: number): Promise<readonly unknown[]> {
  const callIds: unknown[] = [];
  while (callIds.length < count) callIds.push((await reader.next()).data?.callEvents.callId);
  return callIds;
}

export function publishLegs(harness: Harness): void {
  publishLeg(harness, "a carrier's");
  publishLeg(harness, "olga's", { owner_id: userId(harness, 'olga') });
  publishLeg(harness, "taro's", {
    owner_id: userId(harness, 'taro'),
    authorizing_id: 'device',
    authorizing_type: 'device',
  });
  publishLeg(harness, "taro's own doing", { authorizing_id: userId(harness, 'taro'), authorizing_type: 'user' });
  publishLeg(harness, 'last', { owner_id: userId(harness, 'taro') });
}
