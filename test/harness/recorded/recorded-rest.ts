import { readFileSync } from 'node:fs';
import type { JsonValue } from '../../../src/simulator/json.ts';

/**
 * The `data` of a recorded answer of Crossbar, by the name of its file between `rest.` and `.json`.
 */
export function recordedRestData(name: string): JsonValue {
  const file = new URL(`../../fixtures/kazoo/rest.${name}.json`, import.meta.url);
  const { response }: { response: { body: { data: JsonValue } } } = JSON.parse(readFileSync(file, 'utf8'));
  return response.body.data;
}
