import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** This flag would let every page read every other origin, which some tests forbid. */
const insecure = new Set(['--disable-web-security', '--allow-running-insecure-content']);
/** A name that leads to this machine, as somebody's own name may lead to a gateway. */
export const foreignName = 'wall.example.com';
/** No other name leads anywhere, so that no test depends on the internet. */
const offline = `--host-resolver-rules=MAP ${foreignName} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
/** For AWS Lambda only; a crash of one page would take the browser with it. */
const cramped = new Set(['--single-process', '--no-zygote']);

export interface TestBrowser extends Browser {
  /** Also removes the browser's folder. */
  close(): Promise<void>;
}

/**
 * A headless Chromium, unpacked into a folder of its own, since another test file may be unpacking
 * at the same time. Starting it takes some seconds: start one for each file.
 */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-browser-'));
  // Without WebGL it does not unpack and run a software GPU.
  chromium.setGraphicsMode = false;
  const browser = await playwright.launch({
    executablePath: await unpackInto(folder),
    args: [...chromium.args.filter((argument) => !insecure.has(argument) && !cramped.has(argument)), offline],
    env: { ...process.env, TMPDIR: folder, HOME: folder },
  });
  const closeBrowser = browser.close.bind(browser);
  return Object.assign(browser, {
    async close() {
      await closeBrowser();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** The package unpacks into the temporary folder, and regards whatever is there as complete. */
async function unpackInto(folder: string): Promise<string> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
