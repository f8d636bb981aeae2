import type { DocumentNode } from 'graphql';
import { documentSize } from '../graphql/documents/document-size.ts';
import { KeyedCount } from './keyed-count.ts';

/** What one running subscription takes. */
export interface SubscriptionUse {
  /** What it listens to, each by a name of its own, once. */
  readonly topics: readonly string[];
  readonly document: DocumentNode;
  /** Says what it asks for, the values of its variables included. */
  readonly operationKey: string;
}

/** What the running subscriptions of one principal take together. */
export class PrincipalUse {
  subscriptions = 0;
  /** Documents count once, however many subscriptions run them, by `documentSize`. */
  documentBytes = 0;
  readonly #topics = new KeyedCount();
  readonly #documents = new Map<DocumentNode, number>();

  /** How many different topics there would be with one more. */
  topicsWith({ topics }: SubscriptionUse): number {
    return this.#topics.size + topics.filter((topic) => this.#topics.of(topic) === 0).length;
  }

  documentBytesWith(use: SubscriptionUse): number {
    return this.documentBytes + use.operationKey.length + (this.#documents.has(use.document) ? 0 : sizeOf(use));
  }

  add(use: SubscriptionUse): void {
    const { topics, document } = use;
    this.documentBytes = this.documentBytesWith(use);
    this.#documents.set(document, (this.#documents.get(document) ?? 0) + 1);
    this.subscriptions += 1;
    for (const topic of topics) this.#topics.add(topic);
  }

  /** Only what was added. */
  remove(use: SubscriptionUse): void {
    const { topics, document } = use;
    const left = (this.#documents.get(document) ?? 0) - 1;
    if (left > 0) this.#documents.set(document, left);
    else this.#documents.delete(document);
    this.documentBytes -= use.operationKey.length + (left > 0 ? 0 : sizeOf(use));
    this.subscriptions -= 1;
    for (const topic of topics) this.#topics.remove(topic);
  }
}

function sizeOf({ document }: SubscriptionUse): number {
  return documentSize(document.loc?.end ?? 0, document);
}
