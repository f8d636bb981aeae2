import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);

/** All files of the repository, as paths from its root. */
export const files: ReadonlySet<string> = new Set([
  ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
  ...['src', 'test', '.ci'].flatMap(filesBelow),
]);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, root), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** A file of the repository as text. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** One document in Markdown, and what it speaks of. */
export class Document {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text = textOf(path)) {
    this.path = path;
    this.text = text;
  }

  /** Lines that are neither a table's nor within a block of code. */
  get prose(): readonly string[] {
    return this.#withoutBlocks.split('\n').filter((line) => !line.startsWith('|'));
  }

  /** What stands between backticks in a line. */
  get codeSpans(): readonly string[] {
    return [...this.#withoutBlocks.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  }

  /** The blocks of code in a language. */
  blocksOf(language: string): readonly string[] {
    return [...this.text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
      ([, code = '']) => code,
    );
  }

  /** Targets of links, but those of other sites. */
  get links(): readonly string[] {
    return [...this.#withoutBlocks.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
      /^https?:/.test(target) ? [] : [target],
    );
  }

  /**
   * The rows of all tables below a heading, up to the next heading of its level or above; without
   * heads and rules.
   */
  rowsBelow(heading: string): ReadonlyArray<readonly string[]> {
    const level = heading.indexOf(' ');
    const from = this.text.indexOf(`\n${heading}\n`);
    if (from < 0) throw new Error(`${this.path} has no heading "${heading}".`);
    const below = this.text.slice(from + 1 + heading.length);
    const [section = ''] = below.split(new RegExp(`\\n#{1,${level}} `));
    return section
      .split('\n')
      .filter((line, index, lines) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? ''))
      .map((line) => line.slice(1, -1).split('|'))
      .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
  }

  /** What headings are linked as. */
  get anchors(): ReadonlySet<string> {
    const headings = [...this.#withoutBlocks.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
    return new Set(
      headings.map((title) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-'),
      ),
    );
  }

  get #withoutBlocks(): string {
    return this.text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  }
}

function isRule(line: string): boolean {
  return /^\|[-|: ]+\|$/.test(line);
}

/** All documents of the repository. */
export const documents: readonly Document[] = [...files]
  .filter((path) => path.endsWith('.md'))
  .map((path) => new Document(path));
