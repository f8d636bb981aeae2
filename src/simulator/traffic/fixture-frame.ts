import { databaseOf, encodeWord } from '../blackhole/bindings/amqp-key.ts';
import type { RoutedMessage } from '../blackhole/blackhole-node.ts';
import type { JsonObject } from '../json.ts';
import { isJsonObject, parseJson, stringAt } from '../json.ts';

export interface Home {
  readonly accountId: string;
  readonly realm: string;
  /** `YYYYMM` for what lives in a month database. */
  readonly month: string;
}

const accountInKey = /^(?:call|fax\.status)\.([^.]+)\.|^conference\.event\.[^.]+\.([^.]+)\./;
const accountInData = /"account_id":"([0-9a-f]{32})"/;
// Of the database, or of the id of a document or a job that lies in it.
const monthInKey = /-(\d{6})\.|\.(\d{6})-[0-9a-f]{32}/;

/**
 * The message behind a recorded event frame, as if it had happened in another account, and in this
 * month.
 */
export function rehome(frame: JsonObject, home: Home): RoutedMessage {
  const routingKey = stringAt(frame, 'routing_key') ?? '';
  const [, plain, ofConference] = accountInKey.exec(routingKey) ?? [];
  let text = JSON.stringify(frame);
  const accountId = plain ?? ofConference ?? accountInData.exec(text)?.[1];
  const realm =
    stringAt(frame, 'data', 'custom_channel_vars', 'account_realm') ??
    stringAt(frame, 'data', 'presence_id')?.replace(/^.*@/, '');
  const [, ofDatabase, ofJob] = monthInKey.exec(routingKey) ?? [];
  const month = ofDatabase ?? ofJob;
  if (accountId !== undefined) {
    text = text.replaceAll(databaseOf(accountId), databaseOf(home.accountId)).replaceAll(accountId, home.accountId);
  }
  if (realm !== undefined) {
    text = text.replaceAll(encodeWord(realm), encodeWord(home.realm)).replaceAll(realm, home.realm);
  }
  if (month !== undefined)
    text = text.replaceAll(`${month}-`, `${home.month}-`).replaceAll(`-${month}`, `-${home.month}`);
  const moved = parseJson(text);
  const data = isJsonObject(moved) ? moved['data'] : undefined;
  const payload = isJsonObject(data) ? data : {};
  const key = stringAt(moved, 'routing_key') ?? '';
  const event = stringAt(payload, 'event_name') ?? '';
  return key.startsWith('call.')
    ? { routingKey: key, hook: { accountId: home.accountId, event }, payload }
    : { routingKey: key, payload };
}
