import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

export const eventStream = 'text/event-stream';

/** What GraphQL is answered with; where a client likes several as much and names none of them, the first. */
const answerTypes = ['application/json', 'application/graphql-response+json', eventStream].map(inUtf8);

/** What a client wants to be answered with (RFC 9110 section 12.5.1). */
export interface AcceptedTypes {
  /** The one it likes best; undefined when it takes none. */
  readonly answer: string | undefined;
  /** Whether it asks for event streams by name: whoever takes anything does not expect an answer without an end. */
  readonly isStreamAsked: boolean;
}

export function acceptedTypes(headers: IncomingHttpHeaders): AcceptedTypes {
  const negotiator = negotiatorOf(headers);
  return {
    answer: negotiator.mediaType(answerTypes),
    isStreamAsked: negotiator.mediaTypes().some((type) => type.toLowerCase() === eventStream),
  };
}

/** Whether somebody opens the address in a browser. Programs prefer JSON, or take anything. */
export function prefersHtml(headers: IncomingHttpHeaders): boolean {
  const html = inUtf8('text/html');
  return negotiatorOf(headers).mediaType([...answerTypes, html]) === html;
}

/** What clients send is a fifth of it. To read one of thousands of types would take longer than all else that is done for a request. */
const maxHeaderLength = 1_000;

/** An empty header, and one that nobody would read, say as little as none. */
function negotiatorOf({ accept = '' }: IncomingHttpHeaders): Negotiator {
  return new Negotiator({ headers: accept.trim() === '' || accept.length > maxHeaderLength ? {} : { accept } });
}

/** As they are sent: some clients name the charset, too. */
function inUtf8(type: string): string {
  return `${type}; charset=utf-8`;
}
