interface NamedUserProps {
  readonly userId: string;
  readonly userName: string;
  readonly accountId: string;
  readonly accountName: string;
}

/** Whose something is. */
export function NamedUser({ userId, userName, accountId, accountName }: NamedUserProps) {
  if (accountId === '') return 'not signed in';
  return (
    <>
      {userId === '' ? 'API key' : <Named name={userName} id={userId} />}
      <Named before="of" name={accountName} id={accountId} />
    </>
  );
}

interface NamedProps {
  readonly before?: string;
  readonly name: string;
  readonly id: string;
}

/** By its name where that is known, and by its id, which the log has. */
export function Named({ before = '', name, id }: NamedProps) {
  return (
    <div>
      {before} {name === '' ? <code>{id}</code> : <bdi>{name}</bdi>}
      {name !== '' && <small>{id}</small>}
    </div>
  );
}
