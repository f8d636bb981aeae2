import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take about ten seconds and more on a machine of two cores, the longest of each
 * project first.
 */
export const longest: readonly string[] = [
  'test/e2e/fleet/fleet.test.ts',
  'test/main.test.ts',
  'test/e2e/isolation/tenant-isolation-streams.test.ts',
  'test/chaos/chaos.test.ts',
  'test/e2e/isolation/tenant-isolation-queries.test.ts',
  'test/browser/graphiql.test.ts',
  'test/browser/graphiql-streams.test.ts',
  'test/e2e/isolation/tenant-isolation-lists.test.ts',
  'test/browser/wallboard.test.ts',
  'test/browser/stored-secrets.test.ts',
  'test/client/installed-client.test.ts',
  'test/fleet/log/redis-faults.test.ts',
  'test/examples/cut-connections.test.ts',
  'test/e2e/auth/token-load.test.ts',
  'test/e2e/upstream/upstream-life.test.ts',
];

/**
 * Starts the longest files first, so that all workers end together. Vitest knows how long a file
 * takes only from an earlier run on the same machine; in a fresh clone it starts the files with the
 * most text first, and the chaos suite, which is one short file, would run last and alone. Files
 * that share a process come last, those of a project together: a process is kept only for the file
 * that follows.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const index = longest.indexOf(relative(this.ctx.config.root, moduleId));
      const amongItsOwn = index < 0 ? longest.length : index;
      return this.ctx.projects.indexOf(project) * (longest.length + 1) + amongItsOwn;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
