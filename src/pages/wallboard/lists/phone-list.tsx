import type { LiveRowOf, LiveSnapshot } from '../../../client/index.ts';
import type { PhonesSubscription } from '../generated/graphql.ts';
import { Panel } from './panel.tsx';
import { Name } from './party.tsx';

type Phone = LiveRowOf<PhonesSubscription>;

/** The phones that are registered, with whose they are. */
export function PhoneList({
  table,
  userNames,
}: {
  readonly table: LiveSnapshot<Phone>;
  readonly userNames: ReadonlyMap<string, string>;
}) {
  return (
    <Panel title="Phones" area="phones" table={table} empty="No phone is registered.">
      <ul className="lines">
        {table.rows.map(({ id, ownerId, username, userAgent }) => (
          <li key={id}>
            <Name>{userNames.get(ownerId ?? '') ?? username ?? 'A phone'}</Name>
            <span className="line-value line-quiet" dir="ltr">
              {modelOf(userAgent)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `Grandstream GXP2170 1.0.11.64` without its version. */
function modelOf(userAgent: string | null | undefined): string {
  return userAgent?.replace(/[\s/]+\D{0,2}\d+(\.\d+)+.*$/, '') ?? '';
}
