import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { readConfig } from '../../../src/config/config.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { buildPages } from '../../../src/pages/build-pages.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, type HarnessOptions, startHarness } from '../../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { WallboardTab } from './wallboard-tab.ts';

const settings = { WALLBOARD: 'true', TRUSTED_DOCUMENTS_ONLY: 'true', SHUTDOWN_WINDOW_MS: '50' };

/** Starts gateways that serve one build of the wallboard, and shows it in one browser. */
export class WallboardGateways implements AsyncDisposable {
  readonly #browser: TestBrowser;
  readonly #pagesFolder: string;

  static async build(): Promise<WallboardGateways> {
    const pagesFolder = mkdtempSync(join(tmpdir(), 'gateway-pages-'));
    const [browser] = await Promise.all([startBrowser(), buildPages(pagesFolder)]);
    return new WallboardGateways(browser, pagesFolder);
  }

  private constructor(browser: TestBrowser, pagesFolder: string) {
    this.#browser = browser;
    this.#pagesFolder = pagesFolder;
  }

  start(kazoo: HarnessOptions['kazoo'] = {}, others: Readonly<Record<string, string>> = {}): Promise<Harness> {
    return startHarness({
      kazoo: { version: '5', hasQueues: true, ...kazoo },
      settings: { ...settings, ...others },
      gateway: { pagesFolder: this.#pagesFolder },
    });
  }

  /** Starts another gateway in place of the one that was closed. */
  replace({ url, kazoo }: Harness, pagesFolder = this.#pagesFolder): Promise<Gateway> {
    const { port } = new URL(url);
    const { apiUrl, blackholeUrl } = kazoo;
    const addresses = { PORT: port, HOST: '127.0.0.1', KAZOO_API_URL: apiUrl, KAZOO_BLACKHOLE_URL: blackholeUrl };
    return startGateway(readConfig({ ...settings, ...addresses }), createLog('silent'), { pagesFolder });
  }

  /** A build in which a document of the page has another text, and its script another hash. */
  laterBuild(): string {
    const later = join(this.#pagesFolder, 'later');
    const page = join(later, 'wallboard');
    cpSync(join(this.#pagesFolder, 'wallboard'), page, { recursive: true });
    const script = readdirSync(join(page, 'assets')).find((name) => name.endsWith('.js')) ?? '';
    renameSync(join(page, 'assets', script), join(page, 'assets/index.later.js'));
    for (const name of ['index.html', 'documents.json', 'assets/index.later.js']) {
      const text = readFileSync(join(page, name), 'utf8');
      const changed = text
        .replaceAll(script, 'index.later.js')
        .replaceAll('subscription Calls(', 'subscription Later(');
      writeFileSync(join(page, name), changed);
    }
    return later;
  }

  open(url: string, options?: BrowserContextOptions): Promise<WallboardTab> {
    return WallboardTab.open(this.#browser, url, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    rmSync(this.#pagesFolder, { recursive: true });
  }
}
