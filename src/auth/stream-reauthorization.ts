import { GatewayError } from '../errors.ts';
import { forbidden } from '../kazoo/crossbar/crossbar-error.ts';
import type { AccountAccess } from './account-access.ts';
import type { SessionScope, SessionStream } from './session.ts';
import { notOwn, type OwnerScope, unrestricted } from './user-restriction.ts';

/**
 * Checks the streams of a session that has another identity now: those that the identity may not
 * see end with the error that says why, the others go on. Never rejects.
 */
export async function reauthorizeStreams(
  scope: SessionScope,
  accountAccess: Pick<AccountAccess, 'authorize'>,
  ownerFor: OwnerScope = unrestricted,
): Promise<void> {
  await Promise.all(
    [...scope.session.streams].map(async (stream) => {
      try {
        await authorize(stream, scope, accountAccess, ownerFor);
      } catch (error) {
        stream.end(error instanceof GatewayError ? error : forbidden(error));
      }
    }),
  );
}

/** @throws the reason when the session may not see everything that the stream shows. */
async function authorize(
  { accountId, ownerId }: SessionStream,
  scope: SessionScope,
  accountAccess: Pick<AccountAccess, 'authorize'>,
  ownerFor: OwnerScope,
): Promise<void> {
  const { session, clientInfo } = scope;
  await accountAccess.authorize(session.require().token, accountId, clientInfo);
  const onlyOwner = await ownerFor(scope, accountId);
  if (onlyOwner !== undefined && onlyOwner !== ownerId) throw notOwn();
}
