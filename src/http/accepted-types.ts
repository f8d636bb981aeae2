import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

export const eventStream = 'text/event-stream';

/**
 * The types of GraphQL answers. The first is used where a client accepts several equally and names
 * none of them.
 */
const answerTypes = ['application/json', 'application/graphql-response+json', eventStream].map(inUtf8);

/** The types of answers that a client accepts (RFC 9110 section 12.5.1). */
export interface AcceptedTypes {
  /** The type that the client prefers; undefined when it accepts none. */
  readonly answer: string | undefined;
  /**
   * Whether the client names event streams. A client that accepts any type does not expect an
   * endless answer.
   */
  readonly isStreamAsked: boolean;
}

/** Reads the header Accept. */
export function acceptedTypes(headers: IncomingHttpHeaders): AcceptedTypes {
  const negotiator = negotiatorOf(headers);
  return {
    answer: negotiator.mediaType(answerTypes),
    isStreamAsked: negotiator.mediaTypes().some((type) => type.toLowerCase() === eventStream),
  };
}

/**
 * Whether the request comes from a browser that opens the page. Programs prefer JSON, or accept any
 * type.
 */
export function prefersHtml(headers: IncomingHttpHeaders): boolean {
  const html = inUtf8('text/html');
  return negotiatorOf(headers).mediaType([...answerTypes, html]) === html;
}

/**
 * The longest header that is read, about five times what clients send. Reading a header of
 * thousands of types would take longer than everything else done for a request.
 */
const maxHeaderLength = 1_000;

/** Treats an empty header, and one that is too long, as an absent header. */
function negotiatorOf({ accept = '' }: IncomingHttpHeaders): Negotiator {
  return new Negotiator({ headers: accept.trim() === '' || accept.length > maxHeaderLength ? {} : { accept } });
}

/** The type with its charset, as it is sent. Some clients name the charset too. */
function inUtf8(type: string): string {
  return `${type}; charset=utf-8`;
}
