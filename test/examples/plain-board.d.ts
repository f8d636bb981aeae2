import type { Client } from 'graphql-ws';

/** Shows the calls of the user's own account in the element, and returns what ends it. */
export function showBoard(client: Client, element: HTMLElement): () => void;
