/** One user at one address who sends queries of many lists as fast as they are answered. */
import { z } from 'zod';
import { answerCalls } from '../../bench/child-calls.ts';

const options = z.object({ url: z.string(), token: z.string(), queries: z.number(), lists: z.number() });

const address = '203.0.113.66';

/** Each list has a size of its own, or the gateway would ask for it once. */
function queryOf(lists: number): string {
  const aliases = Array.from(
    { length: lists },
    (_, index) => `l${index}: devices(first: ${index + 1}) { nodes { id } }`,
  );
  return `{ ${aliases.join(' ')} }`;
}

async function ask(url: string, token: string, body: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'X-Auth-Token': token, 'X-Forwarded-For': address };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
}

answerCalls({
  attack(argument): void {
    const { url, token, queries, lists } = options.parse(argument);
    const body = JSON.stringify({ query: queryOf(lists) });
    const again = (): void => {
      // Refused, or cut at the end: it goes on, or its process is over.
      ask(url, token, body).then(again, again);
    };
    for (let query = 0; query < queries; query += 1) again();
  },
});
