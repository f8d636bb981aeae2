import type { Reader, Stage, StageOptions } from '../../harness/stage.ts';

export const restricted: StageOptions = {
  settings: { RESTRICT_USERS: 'true', RECHECK_INTERVAL_MS: '100', AUTHORITY_TTL_MS: '50' },
};

export interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

export const calls = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';

export function userId(stage: Stage, username: string): string {
  return stage.kazoo.directory.user('demo', username).id;
}

export function tokenOf(stage: Stage, username: string, accountName = 'demo'): string {
  const ownerId = stage.kazoo.directory.user(accountName, username).id;
  return stage.kazoo.issueToken({ accountId: stage.accountId(accountName), ownerId });
}

export function clientOf(stage: Stage, username: string) {
  return stage.client({ connectionParams: { authToken: tokenOf(stage, username) } });
}

/** A leg of somebody of the account `demo`, or of nobody. */
export function publishLeg(stage: Stage, callId: string, variables: Readonly<Record<string, string>> = {}): void {
  const accountId = stage.accountId('demo');
  stage.kazoo.publishCall(accountId, 'CHANNEL_CREATE', {
    call_id: callId,
    custom_channel_vars: { account_id: accountId, ...variables },
  });
}

export async function heard(reader: Reader<CallEvents>, count: number): Promise<readonly unknown[]> {
  const callIds: unknown[] = [];
  while (callIds.length < count) callIds.push((await reader.next()).data?.callEvents.callId);
  return callIds;
}

export function publishLegs(stage: Stage): void {
  publishLeg(stage, "a carrier's");
  publishLeg(stage, "olga's", { owner_id: userId(stage, 'olga') });
  publishLeg(stage, "taro's", {
    owner_id: userId(stage, 'taro'),
    authorizing_id: 'device',
    authorizing_type: 'device',
  });
  publishLeg(stage, "taro's own doing", { authorizing_id: userId(stage, 'taro'), authorizing_type: 'user' });
  publishLeg(stage, 'last', { owner_id: userId(stage, 'taro') });
}
