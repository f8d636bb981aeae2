import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const rulesFile = new URL('../../src/deploy/alert-rules.yml', import.meta.url).pathname;
const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z
    .object({
      defaults: z.object({
        unit: z.string().optional(),
        thresholds: z.object({ steps: z.array(z.unknown()) }).optional(),
      }),
    })
    .optional(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).optional(),
});
const dashboardFile = new URL('../../src/deploy/grafana-dashboard.json', import.meta.url);
const { panels } = z.object({ panels: z.array(panel) }).parse(JSON.parse(readFileSync(dashboardFile, 'utf8')));
const shown = panels.filter(({ type }) => type !== 'row');
const expressions = shown.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** What an operator counts: one in five minutes is 0.003 a second, which nobody reads. */
const rare =
  /rate\(kazoo_gateway_(gaps|lost_events|upstream_disconnects|disconnects|slow_clients|limited|logins|resumes|dropped)/;

describe('the dashboard', () => {
  test('has a unit and a description on each panel, and a name for each series', () => {
    const lacking = shown.filter(({ description = '', fieldConfig, targets = [] }) => {
      const isNamed = targets.length > 0 && targets.every(({ legendFormat }) => legendFormat !== '');
      return description.length < 10 || fieldConfig?.defaults.unit === undefined || !isNamed;
    });

    expect(shown.length).toBeGreaterThan(20);
    expect(lacking.map(({ title }) => title)).toEqual([]);
  });

  test('begins with a row that says whether all is well, by thresholds', () => {
    const next = panels.findIndex(({ type }, index) => index > 0 && type === 'row');
    const [row, ...first] = panels.slice(0, next);

    expect(row).toMatchObject({ type: 'row', title: 'Is all well?' });
    expect(first.length).toBeGreaterThan(5);
    for (const { type, fieldConfig } of first) {
      expect(type).toBe('stat');
      expect(fieldConfig?.defaults.thresholds?.steps.length).toBeGreaterThan(1);
    }
  });

  test('shows rare things as how often they happened, and no rate beside an amount', () => {
    const mixed = shown.filter(({ targets = [] }) => {
      const rates = targets.filter(({ expr }) => /^(sum( by \([\w, ]+\))? \()?rate\(/.test(expr));
      return rates.length > 0 && rates.length < targets.length;
    });

    expect(expressions.filter((expr) => rare.test(expr))).toEqual([]);
    expect(mixed.map(({ title }) => title)).toEqual([]);
  });

  test('measures bytes in bytes, bytes a second in bytes a second, and seconds in seconds', () => {
    const units = shown.flatMap(({ title, type, fieldConfig, targets = [] }) =>
      targets.map(({ expr }) => ({ title, type, unit: fieldConfig?.defaults.unit, wanted: unitOf(expr) })),
    );

    expect(units.filter(({ unit, wanted }) => wanted !== undefined && unit !== wanted)).toEqual([]);
  });

  test('lays out its panels without one over another', () => {
    const ids = new Set(panels.map(({ id }) => id));
    const overlapping = panels.filter((a) => panels.some((b) => b.id < a.id && isWithin(a.gridPos, b.gridPos)));

    expect(ids.size).toBe(panels.length);
    expect(overlapping.map(({ title }) => title)).toEqual([]);
  });
});

type Place = z.infer<typeof panel>['gridPos'];

function isWithin(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Undefined where the name of the metric does not say it. */
function unitOf(expr: string): string | undefined {
  if (/ \/ /.test(expr)) return 'percentunit';
  if (/rate\(process_cpu/.test(expr)) return 'percentunit';
  if (/rate\(\w+_bytes_total/.test(expr)) return 'Bps';
  if (/_bytes\b/.test(expr)) return 'bytes';
  if (/_seconds(_bucket|_total)?\b/.test(expr)) return 's';
  return /^(sum by \([\w, ]+\) \()?rate\(/.test(expr) ? undefined : 'short';
}

const hasPromtool = spawnSync('promtool', ['--version'], { stdio: 'ignore' }).status === 0;
const title = hasPromtool ? 'promtool' : 'promtool, but it is not installed';

/** Runs promtool on a file of JSON, which is YAML, too. */
function promtool(args: readonly string[], content: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  const file = join(folder, 'file.yml');
  writeFileSync(file, JSON.stringify(content));
  const { status, stdout, stderr } = spawnSync('promtool', [...args, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, said: `${stdout}${stderr}` };
}

describe.skipIf(!hasPromtool)(title, () => {
  test('accepts the alerts', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', rulesFile], { encoding: 'utf8' });

    expect(`${stdout}${stderr}`).toMatch(/SUCCESS: \d\d rules found/);
    expect(status).toBe(0);
  });

  test('reads every expression of the dashboard', () => {
    const rules = expressions.map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    }));

    expect(promtool(['check', 'rules'], { groups: [{ name: 'panels', rules }] })).toMatchObject({ status: 0 });
  });

  test('finds one account in trouble among many that are well, and an instance that is gone', () => {
    const series = (name: string, values: string) => ({ series: name, values });
    const firing = (labels: string) => ({ labels, value: 1 });
    const tests = {
      interval: '1m',
      input_series: [
        series('up{job="kazoo-graphql-gateway",instance="a"}', '1x10'),
        series('up{job="kazoo-graphql-gateway",instance="b"}', '1x5 0x5'),
        series('kazoo_gateway_build_info{instance="a",version="1"}', '1x10'),
        series('kazoo_gateway_account_down_seconds{instance="a",account="ill",state="RECONNECTING"}', '0+60x10'),
        series('kazoo_gateway_account_down_seconds{instance="a",account="well",state="CONNECTING"}', '1x10'),
        series('kazoo_gateway_account_recent_gaps{instance="a",account="full",reason="UPSTREAM_OVERFLOW"}', '3x10'),
        series('kazoo_gateway_account_recent_gaps{instance="a",account="well",reason="UPSTREAM_OVERFLOW"}', '1x10'),
      ],
      promql_expr_test: [
        {
          expr: 'sum by (alertname, instance, account) (ALERTS{alertstate="firing"})',
          eval_time: '10m',
          exp_samples: [
            firing('{alertname="KazooGatewayAccountDown",instance="a",account="ill"}'),
            firing('{alertname="KazooGatewayAccountLosesEvents",instance="a",account="full"}'),
            firing('{alertname="KazooGatewayInstanceGone",instance="b"}'),
          ],
        },
      ],
    };

    expect(promtool(['test', 'rules'], { rule_files: [rulesFile], tests: [tests] })).toMatchObject({ status: 0 });
  });

  test('finds instances that do not meet, and none that serves by itself for a while', () => {
    const of = (instance: string, instances: number, mode: string) => [
      { series: `kazoo_gateway_build_info{instance="${instance}",version="1"}`, values: '1x10' },
      { series: `kazoo_gateway_fleet_instances{instance="${instance}"}`, values: `${instances}x10` },
      {
        series: `kazoo_gateway_fleet_mode{instance="${instance}",mode="fleet"}`,
        values: `${mode === 'fleet' ? 1 : 0}x10`,
      },
    ];
    const divided = (instance: string) => ({
      labels: `{alertname="KazooGatewayFleetDivided",instance="${instance}"}`,
      value: 1,
    });
    const firingOn = (...input_series: readonly unknown[]) => ({
      with: (...exp_samples: readonly unknown[]) => ({
        interval: '1m',
        input_series: input_series.flat(),
        promql_expr_test: [
          { expr: 'sum by (alertname, instance) (ALERTS{alertstate="firing"})', eval_time: '10m', exp_samples },
        ],
      }),
    });
    const tests = [
      firingOn(of('a', 2, 'fleet'), of('b', 2, 'fleet'), of('c', 1, 'fleet')).with(...['a', 'b', 'c'].map(divided)),
      firingOn(of('a', 2, 'fleet'), of('b', 2, 'fleet'), of('c', 0, 'solo')).with(),
    ];

    expect(promtool(['test', 'rules'], { rule_files: [rulesFile], tests })).toMatchObject({ status: 0 });
  });
});
