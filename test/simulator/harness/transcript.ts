import { readFileSync } from 'node:fs';

/**
 * A recorded conversation. `a > text` is what client `a` sends, `a < text` what it receives;
 * `(nothing)` says that it receives nothing. `+ hook ACCOUNT payload` and `+ amqp KEY payload` is
 * what Kazoo publishes meanwhile, `! …` what the operator does.
 */
export interface TranscriptScene {
  readonly title: string;
  readonly steps: readonly TranscriptStep[];
}

export type TranscriptStep =
  | { readonly kind: 'send'; readonly client: string; readonly text: string; readonly received: Received }
  | { readonly kind: 'hook'; readonly accountId: string; readonly payload: string; readonly received: Received }
  | { readonly kind: 'amqp'; readonly routingKey: string; readonly payload: string; readonly received: Received }
  | { readonly kind: 'operate'; readonly order: string; readonly received: Received };

/** By client, in the order of arrival; an empty list where it receives nothing. */
export type Received = ReadonlyMap<string, readonly string[]>;

export function readTranscript(version: string): readonly TranscriptScene[] {
  const text = readFileSync(new URL(`../transcripts/${version}.transcript`, import.meta.url), 'utf8');
  return text
    .split('\n## ')
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.trimEnd().split('\n');
      return { title, steps: readSteps(lines) };
    });
}

function readSteps(lines: readonly string[]): readonly TranscriptStep[] {
  const steps: TranscriptStep[] = [];
  let received = new Map<string, string[]>();
  for (const line of lines) {
    const [, client, text] = /^(\w+) < (.*)$/s.exec(line) ?? [];
    if (client !== undefined && text !== undefined) {
      const list = received.get(client) ?? [];
      if (text !== '(nothing)') list.push(text);
      received.set(client, list);
      continue;
    }
    received = new Map();
    steps.push(readStep(line, received));
  }
  return steps;
}

function readStep(line: string, received: Received): TranscriptStep {
  const [, client, text] = /^(\w+) > (.*)$/s.exec(line) ?? [];
  if (client !== undefined && text !== undefined) return { kind: 'send', client, text, received };
  const [, how, target = '', payload = ''] = /^\+ (\w+) (\S+) (.*)$/s.exec(line) ?? [];
  if (how === 'hook') return { kind: 'hook', accountId: target, payload, received };
  if (how === 'amqp') return { kind: 'amqp', routingKey: target, payload, received };
  if (line.startsWith('! ')) return { kind: 'operate', order: line.slice(2), received };
  throw new Error(`Not a line of a transcript: ${line}`);
}
