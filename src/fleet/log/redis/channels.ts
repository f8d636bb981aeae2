import type { EngineLinkListener } from '../engine-link.ts';
import { isEntries, leaseOf, readEntries, splitWord } from './published.ts';

/** Names that the scripts give to channels and keys, and what comes over those of an instance. */
export class Channels {
  readonly metaKey: string;
  readonly control: string;
  readonly #prefix: string;

  /** The prefix becomes a hash tag, which keeps all keys together. Throws where it cannot. */
  constructor(prefix: string) {
    if (!/^[\w:.-]+$/.test(prefix)) throw new Error('a prefix has letters, digits, _ : . and - only');
    this.#prefix = `{${prefix}}:`;
    this.metaKey = `${this.#prefix}meta`;
    this.control = `${this.#prefix}ctl`;
  }

  account(accountId: string): string {
    return `${this.#prefix}c:${accountId}`;
  }

  instance(instanceId: string): string {
    return `${this.#prefix}i:${instanceId}`;
  }

  /** What an instance hears, beside the accounts that it follows. */
  of(instanceId: string): readonly string[] {
    return [this.control, this.instance(instanceId), this.#mark(instanceId)];
  }

  #mark(instanceId: string): string {
    return `${this.#prefix}m:${instanceId}`;
  }

  /** Tells an instance what a message says. Hot for those of accounts. */
  readerOf(instanceId: string, listener: EngineLinkListener): (message: Buffer, channel: string) => void {
    const accounts = this.account('');
    const own = this.instance(instanceId);
    const mark = this.#mark(instanceId);
    return (message, channel) => {
      if (channel.startsWith(accounts)) readAccount(channel.slice(accounts.length), message, listener);
      else if (channel === mark) readMark(message.toString(), listener);
      else if (channel === own) readOwn(message.toString(), listener);
      else readControl(message.toString(), listener);
    };
  }
}

function readAccount(accountId: string, message: Buffer, listener: EngineLinkListener): void {
  if (isEntries(message)) {
    const { epoch, entries } = readEntries(message);
    listener.onEntries(accountId, epoch, entries);
    return;
  }
  const [kind, rest] = splitWord(message.toString());
  if (kind === 'L') listener.onLease(accountId, leaseOf(rest.split(' ')));
  else if (kind === 'P') listener.onPublished(accountId, ...splitWord(rest));
}

function readMark(text: string, listener: EngineLinkListener): void {
  const [markNumber, epoch] = splitWord(text);
  listener.onProbe(Number(markNumber), epoch);
}

function readOwn(text: string, listener: EngineLinkListener): void {
  const [kind, rest] = splitWord(text);
  const [first, told] = splitWord(rest);
  if (kind === 'W') listener.onWants(first, Number(told));
  else if (kind === 'L') listener.onLease(first, leaseOf(told.split(' ')));
  else if (kind === 'M') listener.onMessage(first, told);
}

function readControl(text: string, listener: EngineLinkListener): void {
  const [kind, rest] = splitWord(text);
  if (kind === 'N') {
    listener.onEpoch(rest);
    return;
  }
  const [from, told] = splitWord(rest);
  if (kind === 'B') listener.onBroadcast(from, told);
}
