import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConcreteRequest } from 'relay-runtime';

const require = createRequire(import.meta.url);
const compiler = require.resolve('relay-compiler/cli.js');
const schema = join(import.meta.dirname, '../../../schema.graphql');

/**
 * What Relay's compiler makes of documents against our schema. An application has it do so in its
 * build, and writes `graphql` where this has names.
 *
 * @param source a module named `board` whose documents are tagged `graphql`
 * @returns the requests by the names of their operations
 */
export async function compileForRelay(source: string): Promise<(name: string) => ConcreteRequest> {
  const directory = await mkdtemp(join(tmpdir(), 'relay-'));
  try {
    const artifacts = join(directory, 'artifacts');
    await Promise.all([mkdir(join(directory, 'src')), mkdir(artifacts)]);
    await writeFile(join(directory, 'src/board.js'), source);
    const config = { src: 'src', language: 'javascript', schema, artifactDirectory: 'artifacts' };
    const configFile = join(directory, 'relay.config.json');
    await writeFile(configFile, JSON.stringify(config));
    await promisify(execFile)(process.execPath, [compiler, configFile], { cwd: directory });
    const names = [...source.matchAll(/(?:query|subscription) (\w+)/g)].map(([, name]) => name ?? '');
    const requests = new Map<string, ConcreteRequest>(
      names.map((name) => [name, require(join(artifacts, `${name}.graphql.js`))]),
    );
    return (name) => {
      const request = requests.get(name);
      if (request === undefined) throw new Error(`There is no document ${name}`);
      return request;
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}
