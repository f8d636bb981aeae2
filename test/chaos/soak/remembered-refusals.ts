import { type Place, post, tokenOf } from './visits.ts';

/** `AccountVerdicts` has room for 4,900: a tenth of 32 MiB, of 680 bytes each. */
const refusals = 5_000;
/** As many aliases as a document may have. */
const perQuery = 30;

/**
 * Lets one user be refused as many accounts as the gateway remembers, for a day: until they are
 * full, the heap grows with each refusal, and 30 minutes of churn would not fill them.
 */
export async function fillRefusals(place: Place): Promise<void> {
  const token = tokenOf(place);
  for (let from = 0; from < refusals; from += perQuery) {
    const fields = Array.from(
      { length: perQuery },
      (_, index) => `a${index}: account(id: "${unknown(from + index)}") { id }`,
    );
    await post(place, { query: `{ ${fields.join(' ')} }` }, token);
  }
}

/** The id of an account that is not there. */
function unknown(index: number): string {
  return `e${index.toString(16).padStart(31, '0')}`;
}
