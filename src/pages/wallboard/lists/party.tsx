import type { PartyPartsFragment } from '../generated/graphql.ts';

/** Names of any script stand beside each other: each is isolated, and runs in its own direction. */
export function Name({ children }: { readonly children: string }) {
  return (
    <bdi className="name" dir="auto">
      {children}
    </bdi>
  );
}

/** Who is at one end of a call. */
export function Party({ party: { name, number } }: { readonly party: PartyPartsFragment }) {
  const shownNumber = number !== name ? number : undefined;
  return (
    <span className="party">
      <Name>{name || number || 'Anonymous'}</Name>
      {name && shownNumber && (
        <span className="number" dir="ltr">
          {shownNumber}
        </span>
      )}
    </span>
  );
}
