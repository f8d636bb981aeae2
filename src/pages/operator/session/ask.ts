/** Sends a question or an order of an operator. The token goes into a header only. */
export function ask(
  path: 'events' | 'disconnect',
  token: string,
  body: object,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`/operator/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * Ends a connection. Resolves with what there is to say of it; empty when it is done. Does not
 * reject.
 */
export async function disconnect(token: string, connection: string): Promise<string> {
  try {
    const response = await ask('disconnect', token, { connection });
    return response.ok ? '' : await response.text();
  } catch {
    return 'The gateway cannot be reached.'; // fetch rejects for nothing else.
  }
}
