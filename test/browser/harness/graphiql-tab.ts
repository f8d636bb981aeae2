import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const patienceMs = 40_000;

export interface LoginInput {
  readonly accountName: string;
  readonly username: string;
  readonly password: string;
}

/** What the tabs of one user share: a cache, and what pages store outside their sessions. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 1200 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  return context;
}

/**
 * GraphiQL in a browser tab of its own, with what a user does there. Closing it fails when the page
 * reported any error.
 */
export class GraphiqlTab implements AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly #complaints: readonly string[];

  /**
   * Resolves when the page can be used. Tabs of one context have one cache: the 5 MB of script of a
   * gateway are fetched by the first.
   */
  static async open(context: BrowserContext, url: string): Promise<GraphiqlTab> {
    const complaints: string[] = [];
    const tab = new GraphiqlTab(context, await context.newPage(), complaints);
    const { page } = tab;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`request to ${request.url()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== new URL(url).host) complaints.push(`WebSocket to ${socket.url()}`);
    });
    await page.goto(url);
    await tab.#ready();
    return tab;
  }

  private constructor(context: BrowserContext, page: Page, complaints: readonly string[]) {
    this.context = context;
    this.page = page;
    this.#complaints = complaints;
  }

  get session(): Locator {
    return this.page.locator('#session');
  }

  get connection(): Locator {
    return this.page.locator('#connection');
  }

  async select(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: /Execute query/ }).click();
  }

  /** Replaces the query of the selected tab. */
  async writeQuery(text: string): Promise<void> {
    await this.#write('.graphiql-query-editor', text);
  }

  async writeVariables(variables: unknown): Promise<void> {
    await this.#write('.graphiql-editor-tool', JSON.stringify(variables));
  }

  /** Logs in with the first tab, and waits until the page says so. */
  async logIn(input: LoginInput): Promise<void> {
    await this.select('LogIn');
    await this.writeVariables({ input });
    await this.run();
    await this.until(this.session, `${input.accountName} (user`);
  }

  /** Waits until the element contains `text`. */
  async until(element: Locator, text: string | RegExp): Promise<void> {
    await element.filter({ hasText: text }).waitFor();
  }

  /**
   * Waits until the result pane shows `text`, drawn to its end, and returns all that it shows, on
   * one line.
   */
  async untilResult(text: string | RegExp): Promise<string> {
    const shown = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    let result = '';
    await expect
      .poll(async () => (result = await this.#resultText()), { timeout: patienceMs, interval: 50 })
      .toEqual(shown);
    return result;
  }

  /**
   * What the result pane shows right now; the editor draws line by line, so a change can be half
   * done.
   */
  async #resultText(): Promise<string> {
    // Monaco wraps lines, and does not keep their elements in the order that it shows them in.
    const lines = await this.#resultPane.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text),
    );
    return lines.join(' ').replaceAll(/\s+/g, ' ');
  }

  get #resultPane(): Locator {
    return this.page.locator('.result-window .view-lines');
  }

  /** Waits until GraphiQL has stored its tabs with `text` in them. */
  async untilStored(text: string): Promise<void> {
    await this.page.waitForFunction((text) => JSON.stringify({ ...localStorage }).includes(text), text);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.evaluate(() => localStorage.clear());
    await this.page.close();
    expect(this.#complaints).toEqual([]);
  }

  async #write(editor: string, text: string): Promise<void> {
    await this.page.locator(`${editor} .monaco-editor`).first().click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }

  /** The execute button appears before the editors do. */
  async #ready(): Promise<void> {
    await this.page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await this.page.locator('.graphiql-editor-tool .view-line').first().waitFor();
  }
}
