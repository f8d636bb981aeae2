import type { BrowserContext } from 'playwright-core';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { GraphiqlTab, newContext } from './graphiql-tab.ts';

export const demo = { accountName: 'demo', username: 'demo', password: 'demo' };

/** A gateway as a demo starts it, with GraphiQL and a login that is filled in, and a browser. */
export class GraphiqlDemo implements AsyncDisposable {
  readonly browser: TestBrowser;
  readonly context: BrowserContext;
  readonly harness: Harness;

  static async start(): Promise<GraphiqlDemo> {
    const acceptsMultiFactor = (response: unknown): boolean => response === '123456';
    const [browser, harness] = await Promise.all([
      startBrowser(),
      startHarness({
        settings: { GRAPHIQL: 'true' },
        kazoo: { version: '5', hasQueues: true, acceptsMultiFactor },
        gateway: { prefilledLogin: demo },
      }),
    ]);
    return new GraphiqlDemo(browser, await newContext(browser), harness);
  }

  private constructor(browser: TestBrowser, context: BrowserContext, harness: Harness) {
    this.browser = browser;
    this.context = context;
    this.harness = harness;
  }

  open(): Promise<GraphiqlTab> {
    return GraphiqlTab.open(this.context, this.harness.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.harness[Symbol.asyncDispose]();
  }
}
