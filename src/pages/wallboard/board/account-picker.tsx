import { useEffect, useState } from 'react';
import { AccountsDocument, type AccountsQuery } from '../generated/graphql.ts';
import { post } from '../session/post.ts';
import type { OwnAccount } from '../session/session.ts';

type ChildAccount = NonNullable<AccountsQuery['descendants']>['nodes'][number];

export interface AccountPickerProps {
  readonly own: OwnAccount;
  readonly token: () => string;
  readonly accountId: string;
  readonly onPick: (accountId: string) => void;
}

/** More are not of use in a list. */
const maxPages = 10;

/** The name of the account that is shown; for resellers a choice of all accounts below theirs. */
export function AccountPicker({ own, token, accountId, onPick }: AccountPickerProps) {
  const [below, setBelow] = useState<readonly ChildAccount[]>([]);
  useEffect(() => {
    if (!own.isReseller) return;
    let isShown = true;
    void readAccounts(token).then(
      (accounts) => isShown && setBelow(accounts),
      () => undefined, // Without them, the own account can still be shown.
    );
    return () => {
      isShown = false;
    };
  }, [own, token]);

  const ownName = own.name ?? own.id;
  if (below.length === 0)
    return (
      <h1 className="account">
        <bdi>{accountId === own.id ? ownName : '…'}</bdi>
      </h1>
    );
  return (
    <h1 className="account">
      <select aria-label="Account" value={accountId} onChange={({ target }) => onPick(target.value)}>
        <option value={own.id}>{ownName}</option>
        {below.map(({ id, name }) => (
          <option key={id} value={id}>
            {name ?? id}
          </option>
        ))}
      </select>
    </h1>
  );
}

async function readAccounts(token: () => string): Promise<readonly ChildAccount[]> {
  const accounts: ChildAccount[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { descendants } = await post(AccountsDocument, after === undefined ? {} : { after }, token());
    accounts.push(...(descendants?.nodes ?? []));
    if (!descendants?.pageInfo.hasNextPage) break;
    after = descendants.pageInfo.endCursor ?? undefined;
  }
  return accounts.toSorted((one, other) => (one.name ?? '').localeCompare(other.name ?? ''));
}
