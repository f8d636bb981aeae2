import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Would let every page read every other origin, which is what some tests are about. */
const insecure = new Set(['--disable-web-security', '--allow-running-insecure-content']);
/** For AWS Lambda only; a crash of one page would take the browser with it. */
const cramped = new Set(['--single-process', '--no-zygote']);

/** A headless Chromium with a temporary folder of its own, which goes with it. It takes some seconds: one for each test file. */
export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-browser-'));
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !insecure.has(argument) && !cramped.has(argument)),
    env: { ...process.env, TMPDIR: folder, HOME: folder },
  });
  browser.once('disconnected', () => void rm(folder, { recursive: true, force: true }));
  return browser;
}
