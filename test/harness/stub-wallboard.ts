import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const html =
  '<!doctype html><link rel="stylesheet" href="/wallboard/assets/index.Ab_-3.css">' +
  '<script type="module" src="/wallboard/assets/index.xY12.js"></script>' +
  '<script id="settings" type="application/json">{}</script>';

/** A page such as the build makes, made in no time. */
export class StubWallboard implements Disposable {
  readonly script = 'console.log("the page")'.repeat(100);
  /** What the page asks. */
  readonly document = 'query Trusted { viewer { accountId } }';
  readonly pagesFolder = mkdtempSync(join(tmpdir(), 'gateway-pages-'));

  constructor() {
    const page = join(this.pagesFolder, 'wallboard');
    mkdirSync(join(page, 'assets'), { recursive: true });
    writeFileSync(join(page, 'index.html'), html);
    writeFileSync(join(page, 'documents.json'), JSON.stringify([this.document]));
    writeFileSync(join(page, 'assets/index.xY12.js'), this.script);
    writeFileSync(join(page, 'assets/index.Ab_-3.css'), 'body { margin: 0 }');
  }

  [Symbol.dispose](): void {
    rmSync(this.pagesFolder, { recursive: true });
  }
}
