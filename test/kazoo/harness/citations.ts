import { readdirSync, readFileSync } from 'node:fs';

/** The sections of a note, by number and by title. */
interface Note {
  readonly numbers: ReadonlySet<string>;
  readonly titles: ReadonlySet<string>;
}

const notesFolder = new URL('../../../src/kazoo/notes/', import.meta.url);
const transcriptsFolder = new URL('../../simulator/transcripts/', import.meta.url);

const sectionList = listOf(String.raw`\d+(?:\.\d+)?`);
const sceneList = listOf(String.raw`\d+\.\d+[a-z]?`);
const noteCitation = new RegExp(`(?<![\\w/.-])([a-z0-9-]+\\.md)\`? (?:sections? (${sectionList})|"([^"]+)")`, 'g');
const ownCitation = new RegExp(`(?<!\\.md\`? )\\bsections? (${sectionList})`, 'g');
const sceneCitation = new RegExp(`\\bscenes? (${sceneList})(?: of ([\\w.]+\\.transcript))?`, 'gi');

const notes: ReadonlyMap<string, Note> = new Map(
  filesIn(notesFolder, '.md').map((file) => [file, readNote(readFileSync(new URL(file, notesFolder), 'utf8'))]),
);

const scenes: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  filesIn(transcriptsFolder, '.transcript').map((file) => {
    const text = readFileSync(new URL(file, transcriptsFolder), 'utf8');
    return [file, new Set([...text.matchAll(/^## (\S+) /gm)].map(([, number = '']) => number))];
  }),
);

// Kazoo 5 was recorded by itself, and its scenes have numbers of their own.
const commonScenes = [...scenes].filter(([file]) => file !== '5.transcript').map(([, numbers]) => numbers);

export interface Citation {
  readonly text: string;
  readonly isResolved: boolean;
}

/**
 * The citations of notes and scenes in a source file or a note, in the forms of
 * `src/kazoo/notes/README.md`. In a note, whose file name is `own`, a section without a file is one
 * of its own. Of a range only the ends are looked up.
 */
export function citationsIn(source: string, own?: string): readonly Citation[] {
  const text = source.replace(/\s*\n\s*(?:\/\/|\*(?!\/))?\s*/g, ' ');
  return [
    ...[...text.matchAll(noteCitation)].map(([whole, file = '', list, title]) => {
      const note = notes.get(file);
      const isResolved = title === undefined ? hasAll(note?.numbers, list) : note?.titles.has(title) === true;
      return { text: whole, isResolved };
    }),
    ...[...text.matchAll(sceneCitation)].map(([whole, list, file]) => {
      const cited = file === undefined ? commonScenes : [scenes.get(file)];
      return { text: whole, isResolved: cited.every((numbers) => hasAll(numbers, list)) };
    }),
    ...[...text.matchAll(ownCitation)]
      .filter(() => own !== undefined)
      .map(([whole, list]) => ({ text: whole, isResolved: hasAll(notes.get(own ?? '')?.numbers, list) })),
  ];
}

function readNote(text: string): Note {
  const headings = [...text.matchAll(/^##+ (?:(\d+(?:\.\d+)?)\.? )?(.+)$/gm)];
  return {
    numbers: new Set(headings.flatMap(([, number]) => (number === undefined ? [] : [number]))),
    titles: new Set(headings.map(([, , title = '']) => title)),
  };
}

function hasAll(known: ReadonlySet<string> | undefined, list = ''): boolean {
  return known !== undefined && list.split(/, | and | to /).every((number) => known.has(number));
}

function listOf(item: string): string {
  return `${item}(?:(?:, | and | to )${item})*`;
}

function filesIn(folder: URL, extension: string): readonly string[] {
  return readdirSync(folder).filter((file) => file.endsWith(extension));
}
