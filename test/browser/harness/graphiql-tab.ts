import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const patienceMs = 40_000;

export interface LoginInput {
  readonly accountName: string;
  readonly username: string;
  readonly password: string;
}

/** The models of the editors, as GraphiQL names them. */
type EditorName = 'operation.graphql' | 'variables.json' | 'response.json';

/** What the tabs of one user share: a cache, and what pages store outside their sessions. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 1200 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  return context;
}

/**
 * GraphiQL in a browser tab of its own, with what a user does there. Opening one takes seconds:
 * tests that do not mind share one, and open an example each. Closing it fails when the page
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
      // Chromium reports each connection that fails, which some tests want.
      const isWanted = message.text().includes('net::ERR_');
      if (['error', 'warning'].includes(message.type()) && !isWanted) complaints.push(`console: ${message.text()}`);
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

  /** What the subscription of the selected tab has brought. */
  get stream(): Locator {
    return this.page.locator('#stream');
  }

  /** The results and notes of the stream, the newest first. */
  get entries(): Locator {
    return this.stream.locator('.entry');
  }

  tab(name: string): Locator {
    return this.page.locator('button.graphiql-tab-button').filter({ hasText: new RegExp(`^${name}$`) });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  }

  async select(name: string): Promise<void> {
    await this.tab(name).click();
  }

  /** Opens an example of the collection in a tab of its own. */
  async openExample(name: string): Promise<void> {
    await this.button('Examples').click();
    await this.page
      .locator('dialog#collection')
      .getByRole('button', { name: new RegExp(`^${name} `) })
      .click();
    await this.until(this.page.locator('[role="tab"][aria-selected="true"]'), name);
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: /Execute query/ }).click();
  }

  /** Replaces the query of the selected tab. */
  async writeQuery(text: string): Promise<void> {
    await this.#write('operation.graphql', text);
  }

  async writeVariables(variables: unknown): Promise<void> {
    await this.#write('variables.json', JSON.stringify(variables));
  }

  /** The text of an editor of the selected tab. */
  textOf(editor: EditorName): Promise<string> {
    return this.page.evaluate((editor) => {
      const models = window.monaco.editor.getModels();
      return models.find(({ uri }) => uri.path.endsWith(editor))?.getValue() ?? '';
    }, editor);
  }

  /** Logs in with the button, and waits until the page says so. */
  async logIn({ accountName, username, password }: LoginInput): Promise<void> {
    await this.button('Log in').first().click();
    await this.fillLogin({ accountName, username, password });
    await this.until(this.session, `· ${accountName}`);
  }

  /** Fills the form, which is open, and sends it. */
  async fillLogin({ accountName, username, password }: LoginInput): Promise<void> {
    const form = this.page.locator('dialog#login');
    await form.locator('[name="account"]').fill(accountName);
    await form.locator('[name="username"]').fill(username);
    await form.locator('[name="password"]').fill(password);
    await form.getByRole('button', { name: 'Log in' }).click();
  }

  /** Waits until the element contains `text`. */
  async until(element: Locator, text: string | RegExp): Promise<void> {
    await element.filter({ hasText: text }).waitFor();
  }

  /** Waits until the result of a query contains `text`, and returns all of it. */
  async untilResult(text: string | RegExp): Promise<string> {
    const shown = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    let result = '';
    await expect
      .poll(async () => (result = await this.textOf('response.json')), { timeout: patienceMs, interval: 50 })
      .toEqual(shown);
    return result;
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

  /** As if it were pasted over what is there. */
  async #write(editor: EditorName, text: string): Promise<void> {
    const edit = { editor, text };
    await this.page.evaluate(({ editor, text }) => {
      const model = window.monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(editor));
      model?.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    }, edit);
  }

  /** The execute button appears before the editors do. */
  async #ready(): Promise<void> {
    await this.page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await this.page.locator('.graphiql-editor-tool .view-line').first().waitFor();
  }
}
