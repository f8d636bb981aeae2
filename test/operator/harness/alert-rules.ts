import { readFileSync } from 'node:fs';
import { metrics, type Served } from '../../harness/operator-pages.ts';

const rules = readFileSync(new URL('../../../src/deploy/alert-rules.yml', import.meta.url), 'utf8');
const selector = /kazoo_gateway_(\w+)(?:\{([^}]*)\})?/;
const matcher = /(\w+)(=~|!~|!=|=)"([^"]*)"/g;

/**
 * What an alert looks at: the sum of the samples that its first selector picks, as PromQL does. NaN
 * where it picks none.
 */
export async function watchedBy(alert: string, gateway: Served): Promise<number> {
  const [name = '', labels = ''] = selectorOf(alert);
  const conditions = [...labels.matchAll(matcher)];
  let sum = Number.NaN;
  for (const [sample, value] of await metrics(gateway)) {
    const [sampleName = '', sampleLabels = ''] = sample.split('{');
    if (sampleName !== name || !conditions.every((condition) => fits(condition, sampleLabels))) continue;
    sum = (Number.isNaN(sum) ? 0 : sum) + value;
  }
  return sum;
}

/** The name and the label matchers of what the alert's expression begins with. */
function selectorOf(alert: string): readonly (string | undefined)[] {
  const [, rule] = rules.split(`- alert: ${alert}\n`);
  const [, expression = ''] = /expr: (?:\|\s+)?(.*?)\n {8}\w+:/s.exec(rule ?? '') ?? [];
  const found = selector.exec(expression);
  if (found === null) throw new Error(`There is no alert ${alert} on a metric of the gateway.`);
  return found.slice(1);
}

function fits([, label = '', operator, wanted = '']: RegExpMatchArray, labels: string): boolean {
  const value = new RegExp(`\\b${label}="([^"]*)"`).exec(labels)?.[1] ?? '';
  const isEqual = operator?.includes('~') ? new RegExp(`^(?:${wanted})$`).test(value) : value === wanted;
  return operator?.startsWith('!') ? !isEqual : isEqual;
}
