import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LoginInput } from './graphiql-tab.ts';

const patienceMs = 30_000;
/** What browsers report of a gateway that is away, and of a page without TLS. */
const ofTheNetwork = /WebSocket connection to|Failed to load resource|net::ERR_|Cross-Origin-Opener-Policy/;

/**
 * The wallboard in a tab of its own, with what a user does and sees there. Closing it fails when
 * the page reported an error of its own.
 */
export class WallboardTab implements AsyncDisposable {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #complaints: readonly string[];

  /** @param url of the gateway */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WallboardTab> {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !ofTheNetwork.test(message.text()))
        complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      if (!['data:', new URL(url).protocol].includes(new URL(request.url()).protocol))
        complaints.push(`request to ${request.url()}`);
    });
    await page.goto(new URL('/wallboard', url).href);
    return new WallboardTab(context, page, complaints);
  }

  private constructor(context: BrowserContext, page: Page, complaints: readonly string[]) {
    this.#context = context;
    this.page = page;
    this.#complaints = complaints;
  }

  /** The line that says how true the board is. */
  get strip(): Locator {
    return this.page.getByRole('status');
  }

  get calls(): Locator {
    return this.page.getByRole('region', { name: /^Calls/ }).getByRole('listitem');
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^${name}`) });
  }

  /** Logs in as the user whose name and password are the account's, and waits for the board. */
  async logIn(name: string): Promise<void> {
    await this.enter({ accountName: name, username: name, password: name });
    await this.untilLive();
  }

  /** Fills in the login form and sends it. */
  async enter({ accountName, username, password }: LoginInput): Promise<void> {
    await this.page.getByLabel('Account').fill(accountName);
    await this.page.getByLabel('User').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
  }

  async untilLive(): Promise<void> {
    await this.until(this.strip, 'LIVE');
  }

  /** Waits until the element contains `text`. */
  async until(element: Locator, text: string | RegExp): Promise<void> {
    await element.filter({ hasText: text }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    expect(this.#complaints).toEqual([]);
  }
}
