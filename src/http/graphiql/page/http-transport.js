/**
 * @typedef {{ readonly message: string, readonly extensions?: { readonly code?: string } }}
 * ResultError
 */
/**
 * @typedef {{ readonly data?: unknown, readonly errors?: readonly ResultError[],
 * readonly extensions?: unknown }} Result
 */
/**
 * @typedef {{ readonly query: string, readonly variables?: Record<string, unknown> | null,
 * readonly operationName?: string | null }} Operation
 */

/**
 * Runs one query or mutation over HTTP. Does not reject: a failed request becomes an error of the
 * result.
 *
 * @param {string} url
 * @param {Operation} operation
 * @param {string | undefined} token
 * @returns {Promise<Result>}
 */
export async function post(url, { query, variables, operationName }, token) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        // With application/graphql-response+json errors would have a status of their own, and the
        // browser would report each as a failed load.
        Accept: 'application/json',
        ...(token === undefined ? {} : { 'X-Auth-Token': token }),
      },
      body: JSON.stringify({ query, variables, operationName }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('json')) return JSON.parse(await response.text());
    return failed(`The gateway answered with status ${response.status} and no JSON.`);
  } catch (error) {
    return failed(`The gateway cannot be reached: ${error instanceof Error ? error.message : 'no readable answer'}.`);
  }
}

/**
 * @param {string} message
 * @returns {Result}
 */
function failed(message) {
  return { errors: [{ message }] };
}
