import { useMemo } from 'react';
import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { MailboxesSubscription } from '../generated/graphql.ts';
import { Panel } from './panel.tsx';
import { Name } from './party.tsx';

type Mailbox = LiveRowOf<MailboxesSubscription>;

/** The mailboxes with messages that nobody has heard come first. */
export function MailboxList({ table }: { readonly table: LiveSnapshot<Mailbox> }) {
  const { rows } = table;
  const sorted = useMemo(() => rows.toSorted((one, other) => unheard(other) - unheard(one)), [rows]);
  const total = rows.reduce((sum, box) => sum + unheard(box), 0);
  return (
    <Panel
      title="Voicemail"
      area="voicemail"
      table={table}
      count={total > 0 && `${total} new`}
      empty="There are no mailboxes."
    >
      <ul className="lines">
        {sorted.map((box) => (
          <li key={box.id} data-alert={unheard(box) > 0}>
            <Name>{box.name ?? box.mailbox ?? box.id}</Name>
            <span className="line-value">{unheard(box) > 0 ? `${unheard(box)} new` : `${box.messages ?? 0}`}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function unheard({ messagesNew }: Mailbox): number {
  return messagesNew ?? 0;
}
