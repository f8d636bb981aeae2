import type { PartyPartsFragment } from '../generated/graphql.ts';

/** Whether nobody can say who it is. */
export function isUnknown({ name, number, userId }: PartyPartsFragment): boolean {
  return !name && !number && !userId;
}

/** Names of any script stand beside each other: each is isolated, and runs in its own direction. */
export function Name({ children }: { readonly children: string }) {
  return (
    <bdi className="name" dir="auto">
      {children}
    </bdi>
  );
}

export interface PartyProps {
  readonly party: PartyPartsFragment;
  /** Of the user. Of calls that were up before anybody looked, most Kazoos list no names. */
  readonly userName: string | undefined;
}

/** Who is at one end of a call. */
export function Party({ party: { name: presented, number }, userName }: PartyProps) {
  const name = presented || userName;
  const shownNumber = number !== name ? number : undefined;
  return (
    <span className="party">
      <Name>{name || number || 'Unknown'}</Name>
      {name && shownNumber && (
        <span className="number" dir="ltr">
          {shownNumber}
        </span>
      )}
    </span>
  );
}
