import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const maxLineLength = 120;
const maxDocLength = 100;
/** Over it, there is a second noun in the file. */
const maxFileLength = 320;
const maxFilesInFolder = 16;

const exempt = /^(src\/generated|src\/pages\/\w+\/generated|test\/examples\/generated|test\/fixtures)\//;

const looseFiles = ['src/demo.ts', 'src/errors.ts', 'src/main.ts'];

/** Names that the code no longer uses, each with the word that replaced it. */
const retiredWords: Readonly<Record<string, string>> = {
  Wish: 'SubscriptionTarget',
  Granted: 'AuthorizedSource',
  Seat: 'Subscriber',
  SeatHolder: 'SubscriberListener',
  ClientStream: 'ClientSubscription',
  StreamHolder: 'SubscriptionTransport',
  Lane: 'OperationWriter',
  FrameWriter: 'ConnectionWriter',
  CheckLane: 'AccountQueue',
  CheckQueue: 'VerificationQueue',
  TokenChecks: 'TokenVerifier',
  Rechecks: 'TokenRevalidation',
  Authority: 'AccountAccess',
  SocketTokens: 'UpstreamTokens',
  Sessions: 'SessionRegistry',
  Upstreams: 'UpstreamRegistry',
  Collections: 'CollectionReader',
  WebSocketOperations: 'OperationRegistry',
  ConnectionPlace: 'Lease',
  SubscriptionPlace: 'Lease',
  Turn: 'FlushScheduler',
  TurnEnd: 'Flushable',
  Slice: 'TimeSlice',
  FairSlices: 'SlicedQueue',
  ReadingTurns: 'SlicedQueue',
  TopicTurns: 'TopicScheduler',
  Succession: 'SocketHandover',
  MonthTurn: 'MonthRollover',
  Holding: 'subscribed and unsubscribed',
  isHeard: 'isDelivering',
  liveSince: 'completeSince',
  Listening: 'TopicSubscription',
  untold: 'pendingNotice',
  latecomers: 'joinedAfterNotice',
  Neighbours: 'RelatedDocuments',
  OfferedBindings: 'BindingCatalog',
  ownEvents: 'ownerFilter',
  OwnerFor: 'OwnerScope',
  unsaid: 'residualFilter',
  unsaidFilter: 'residualFilterOf',
  lookBacks: 'replays',
  requestTurn: 'earlierRequests',
  Caller: 'ClientInfo',
  Asker: 'AccountScope',
  StatusBoard: 'StatusStore',
  Sizes: 'Gauges',
  Totals: 'Counters',
  AnnouncingWebSocket: 'CloseAwareWebSocket',
  KeepAlive: 'Heartbeat',
  onlooker: 'noopListener',
  everybody: 'singletonKey',
  nobody: 'anonymous',
  noAccount: 'unattributed',
};

const sources = [...filesBelow('src', /\.[jt]sx?$/), ...filesBelow('test', /\.[jt]sx?$/)]
  .filter((file) => !exempt.test(file))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n') }));

function filesBelow(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The lines of all files that `isBad` is true of, as `file:line`. */
function linesThat(isBad: (line: string) => boolean): readonly string[] {
  return sources.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => (isBad(line) ? [`${file}:${index + 1}`] : [])),
  );
}

/** A docstring's first line or one within it. */
const docLine = /^\s*(\/\*\*|\*( |$|\/))/;

describe('the code is easy to read:', () => {
  test(`no line is longer than ${maxLineLength} characters`, () => {
    expect(linesThat((line) => line.length > maxLineLength)).toEqual([]);
  });

  test(`no line of a docstring is longer than ${maxDocLength} characters`, () => {
    expect(linesThat((line) => docLine.test(line) && line.length > maxDocLength)).toEqual([]);
  });

  test('no docstring begins with "The same"', () => {
    const beginning = /\/\*\*\s+(\*\s*)?The same\b/;
    const bad = sources.filter(({ lines }) => beginning.test(lines.join('\n')));

    expect(bad.map(({ file }) => file)).toEqual([]);
  });
});

describe('the code is easy to find:', () => {
  test(`no folder has more than ${maxFilesInFolder} files`, () => {
    const counts = new Map<string, number>();
    for (const file of filesBelow('src', /./)) {
      const folder = dirname(file);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }

    expect([...counts].filter(([, count]) => count > maxFilesInFolder)).toEqual([]);
  });

  test(`no file is longer than ${maxFileLength} lines`, () => {
    expect(sources.filter(({ lines }) => lines.length > maxFileLength).map(({ file }) => file)).toEqual([]);
  });

  test('every file is in a room, but those that start a program and the errors', () => {
    expect(filesBelow('src', /\.[jt]sx?$/).filter((file) => dirname(file) === 'src')).toEqual(looseFiles);
  });
});

describe('nothing is declared by a retired word:', () => {
  const declaration = /\b(?:class|interface|type|function|const|let|readonly)\s+#?(\w+)/g;
  const declarations = sources.flatMap(({ file, lines }) => [
    { file, name: fileNoun(file) },
    ...lines.flatMap((line) => [...line.matchAll(declaration)].map(([, name = '']) => ({ file, name }))),
  ]);

  test.each(Object.entries(retiredWords))('%s, which is called %s', (word) => {
    const found = declarations.filter(({ name }) => name === word || name === kebabCase(word));

    expect(found).toEqual([]);
  });
});

/** The name of a file without its endings. */
function fileNoun(file: string): string {
  return basename(file).replace(/(\.test|\.d)?\.[jt]s$/, '');
}

/**
 * The name of the file of a declaration; undefined for a word that is no compound, which may well
 * name a file.
 */
function kebabCase(word: string): string | undefined {
  const kebab = word.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return kebab.includes('-') ? kebab : undefined;
}
