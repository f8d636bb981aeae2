import { type Harness, type HarnessOptions, startHarness } from '../../harness/gateway-harness.ts';
import { recordedAccount, recordedAccount5 } from '../../harness/recorded/recorded-events.ts';

/** The name of the account, of its user and of its conference's owner. */
export const bluefin = 'bluefin';

/** A harness with the account that the fixtures were recorded in, in the month of the recording. */
export async function startRecordedHarness({ kazoo = {}, ...options }: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({
    ...options,
    // The gateway runs at today's date: a token of the recording must not expire.
    kazoo: { now: () => recordedAccount.atMs, tokenLifetimeSeconds: 0, ...kazoo },
  });
  const { id, realm, conferenceId } = recordedAccount;
  const account = harness.kazoo.directory.addAccount({
    name: bluefin,
    id,
    realm,
    users: [{ username: bluefin, password: bluefin }],
  });
  account.conferences.push({
    id: conferenceId,
    name: "Réunion d'équipe",
    number: '3000',
    ownerId: account.users[0]?.id ?? '',
  });
  return harness;
}

/** The name of the account that Kazoo 5 was recorded in, and of its user. */
export const acme = 'acme';

/** A harness with every module and the account that the fixtures of Kazoo 5 were recorded in. */
export async function startRecordedHarness5(): Promise<Harness> {
  const harness = await startHarness({ kazoo: { version: '5', modules: ['stream', 'notifications', 'live'] } });
  harness.kazoo.directory.addAccount({
    name: acme,
    ...recordedAccount5,
    users: [{ username: acme, password: acme }],
  });
  return harness;
}
