import { useEffect, useMemo } from 'react';
import {
  CallsDocument,
  ConferencesDocument,
  FiguresDocument,
  MailboxesDocument,
  PeopleDocument,
  PhonesDocument,
  QueuesDocument,
} from '../generated/graphql.ts';
import { CallList } from '../lists/call-list.tsx';
import type { Clock } from '../lists/clock.ts';
import { ConferenceList } from '../lists/conference-list.tsx';
import { MailboxList } from '../lists/mailbox-list.tsx';
import { nameOf, PeopleList } from '../lists/people-list.tsx';
import { PhoneList } from '../lists/phone-list.tsx';
import { QueueList } from '../lists/queue-list.tsx';
import { useTable } from '../lists/use-table.ts';
import { Figures } from './figures.tsx';
import { StatusStrip } from './status-strip.tsx';
import { useKazooLink } from './use-kazoo-link.ts';
import { usePresentPage } from './use-present-page.ts';

export interface ListsProps {
  /** Learns the time of the gateway. */
  readonly clock: Clock;
  readonly onRefused: () => void;
}

/** Everything that the board shows of one account. */
export function Lists({ clock, onRefused }: ListsProps) {
  const kazoo = useKazooLink(onRefused);
  const calls = useTable(CallsDocument);
  const figures = useTable(FiguresDocument);
  const people = useTable(PeopleDocument);
  const queues = useTable(QueuesDocument);
  const conferences = useTable(ConferencesDocument);
  const mailboxes = useTable(MailboxesDocument);
  const phones = useTable(PhonesDocument);

  useEffect(() => {
    if (calls.takenAt !== undefined) clock.learn(calls.takenAt);
  }, [clock, calls.takenAt]);
  const queueNames = useMemo(
    () => new Map(queues.rows.map((row) => [row.queueId, row.name ?? 'Queue'])),
    [queues.rows],
  );
  const userNames = useMemo(() => new Map(people.rows.map((row) => [row.userId, nameOf(row)])), [people.rows]);
  useEffect(() => {
    const ringing = calls.rows.filter(({ state }) => state === 'RINGING').length;
    document.title = ringing > 0 ? `${ringing} ringing · Wallboard` : 'Wallboard · Kazoo';
  }, [calls.rows]);
  // Most Kazoos have no call centre: its place is for the others, then.
  const hasQueues = queues.status !== 'LIVE' || queues.rows.length > 0;
  const isAnyRinging = calls.rows.some(({ state }) => state === 'RINGING');
  usePresentPage(calls.error);
  const isOld = calls.status !== 'LIVE' || (kazoo !== undefined && kazoo.state !== 'LIVE' && kazoo.state !== 'IDLE');

  return (
    <>
      <StatusStrip calls={calls} kazoo={kazoo} />
      {/* Read aloud when the first call rings: each one would be too many. */}
      <p className="sr-only" aria-live="polite">
        {isAnyRinging && 'It rings.'}
      </p>
      <main className="content" data-old={isOld}>
        <Figures numbers={figures.rows[0]} />
        <CallList table={calls} queueNames={queueNames} userNames={userNames} />
        <PeopleList table={people} />
        {hasQueues && <QueueList table={queues} />}
        <ConferenceList table={conferences} />
        <MailboxList table={mailboxes} />
        <PhoneList table={phones} userNames={userNames} />
      </main>
    </>
  );
}
