import type { JsonObject } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { Account } from './account.ts';
import { idOf } from './account.ts';
import type { Directory } from './directory.ts';

export interface SummaryUrls {
  readonly apiUrl: string;
  readonly blackholeUrl: string;
}

/** The `data` of a login, a refresh and a token check. `ownerId` is absent for API keys. */
export function accountSummary(
  account: Account,
  ownerId: string | undefined,
  directory: Directory,
  behaviour: KazooBehaviour,
  urls: SummaryUrls,
): JsonObject {
  return {
    account_id: account.id,
    ...(ownerId === undefined ? {} : { owner_id: ownerId }),
    account_name: account.name,
    language: account.language,
    cluster_id: idOf('cluster'),
    reseller_id: directory.resellerOf(account)?.id ?? account.id,
    is_reseller: account.isReseller,
    ...(behaviour.isMasterOrLater ? { is_master_account: account.isSuperduperAdmin } : {}),
    apps: [{ id: idOf('app', 'voip'), name: 'voip', api_url: `${urls.apiUrl}/`, label: 'SmartPBX' }],
    ...(behaviour.isMasterOrLater
      ? {
          capabilities: { voicemail: { transcription: { available: false, default: false } } },
          ui_config: { api: { kazoo_websocket: { url: urls.blackholeUrl } } },
        }
      : {}),
  };
}
