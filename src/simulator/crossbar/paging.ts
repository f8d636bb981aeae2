import type { CrossbarAnswer } from './crossbar-answer.ts';

const defaultPageSize = 50;
// Live things are answered whole, and only say how many there are (rest.md section 13).
const unpaged = new Set(['channels', 'registrations', 'parked_calls']);

/** Cuts a list to the page that the query asks for; anything else stays as it is. */
export function paged(answer: CrossbarAnswer, path: readonly string[], query: URLSearchParams): CrossbarAnswer {
  const rows = answer.data;
  if (!Array.isArray(rows)) return answer;
  const isWhole = query.get('paginate') === 'false' || path.some((word) => unpaged.has(word));
  if (isWhole) return { ...answer, paging: { page_size: rows.length } };
  const startKey = query.get('start_key') ?? query.get('bookmark');
  const start = startKey === null ? 0 : readKey(startKey);
  const end = start + Number(query.get('page_size') ?? defaultPageSize);
  const data = rows.slice(start, end);
  const paging = {
    page_size: data.length,
    ...(startKey === null ? {} : { start_key: startKey }),
    ...(end < rows.length ? { next_start_key: writeKey(end) } : {}),
  };
  return { ...answer, data, paging };
}

// A key that cannot be read counts as none. Opaque to clients, as Kazoo's are.
function writeKey(index: number): string {
  return Buffer.from(`row ${index}`).toString('base64url');
}

function readKey(key: string): number {
  return Number(Buffer.from(key, 'base64url').toString().replace('row ', '')) || 0;
}
