import { build } from 'vite';

const client = new URL('../../../src/client/index.ts', import.meta.url).pathname;

/** The first lines of a board as our guide has them, bundled for a page. */
export async function connectScript(options: object): Promise<string> {
  const entry = '\0entry';
  const text = `
    import { createClient } from 'graphql-ws';
    import { createGatewayClient, liveTable } from ${JSON.stringify(client)};
    const client = createGatewayClient({ createClient, ...${JSON.stringify(options)} });
    const query = 'subscription { calls { kind calls { id } removed { id } } }';
    liveTable(client, { query }).subscribe(() => undefined);
  `;
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: entry } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? text : undefined),
      },
    ],
  });
  if (!('output' in output)) throw new Error('It is no single build.');
  return output.output[0].code;
}
