import { isoSeconds } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { CrossbarAnswer } from './crossbar-answer.ts';

export interface EnvelopeFacts {
  readonly behaviour: KazooBehaviour;
  readonly nowMs: number;
  readonly requestId: string;
  /** The request's own token, echoed whatever it is worth. */
  readonly token: string | undefined;
  /** The request's token is good, or the answer made one. */
  readonly isAuthenticated: boolean;
  readonly bucket: { readonly consumed: number; readonly remaining: number };
}

/** What surrounds the data (rest.md section 3), in the order of the recorded exchanges. */
export function envelopeOf(answer: CrossbarAnswer, facts: EnvelopeFacts): JsonObject {
  const { behaviour, bucket } = facts;
  const isError = answer.message !== undefined;
  const known = answer.authToken ?? facts.token;
  // 4.3 writes the atom where there is no token.
  const authToken = known ?? (!behaviour.isMasterOrLater && isError ? 'undefined' : undefined);
  // On 5 the version is the one mark of a good token (kazoo-5.md section 6).
  const isVersionTold = behaviour.hasCrossbar5
    ? facts.isAuthenticated
    : !behaviour.isMasterOrLater || known !== undefined;
  return {
    data: answer.data,
    ...(authToken === undefined ? {} : { auth_token: authToken }),
    status: isError ? 'error' : 'success',
    request_id: facts.requestId,
    ...(isError ? {} : { revision: '1-automatic' }),
    timestamp: isoSeconds(facts.nowMs),
    ...(isVersionTold ? { version: behaviour.reportedVersion } : {}),
    node: 'S0VZX1dFTlQ',
    ...(behaviour.isMasterOrLater ? { tokens: bucket } : {}),
    ...(isError ? { error: String(answer.status), message: answer.message ?? '' } : {}),
    ...answer.paging,
  };
}
