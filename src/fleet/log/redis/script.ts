import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Sends one command, and resolves with its reply. */
export type SendCommand = (words: readonly string[]) => Promise<unknown>;

/** A Lua script of the folder `scripts/`, which runs in the engine as one step. */
export class Script {
  readonly #text: string;
  readonly #hash: string;

  constructor(name: string) {
    this.#text = `${textOf('common')}\n${textOf(name)}`;
    this.#hash = createHash('sha1').update(this.#text).digest('hex');
  }

  /** Runs by its hash; an engine that does not know it gets the text, which it keeps. */
  async run(send: SendCommand, metaKey: string, words: readonly string[]): Promise<unknown> {
    try {
      return await send(['EVALSHA', this.#hash, '1', metaKey, ...words]);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return await send(['EVAL', this.#text, '1', metaKey, ...words]);
    }
  }

  async load(send: SendCommand): Promise<void> {
    await send(['SCRIPT', 'LOAD', this.#text]);
  }
}

function textOf(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8');
}
