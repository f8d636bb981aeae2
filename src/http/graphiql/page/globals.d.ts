/**
 * The global of graphiql.js, the bundle of `@graphql-yoga/render-graphiql`, with the options that
 * the page uses.
 */
declare const YogaGraphiQL: {
  renderYogaGraphiQL(element: Element, options: GraphiQLOptions): void;
};

interface GraphiQLOptions {
  readonly title: string;
  readonly logo: string;
  readonly fetcher: import('./fetcher.js').Fetcher;
  readonly storage: import('./page-storage.js').PageStorage;
  readonly defaultTabs: readonly import('./page-storage.js').Example[];
  readonly onEditQuery: () => void;
  readonly isHeadersEditorEnabled: boolean;
  readonly shouldPersistHeaders: boolean;
  readonly showPersistHeadersSettings: boolean;
  /** The schema; null keeps GraphiQL from fetching it. */
  readonly schema?: null;
}

interface Window {
  MonacoEnvironment: { readonly globalAPI: boolean; getWorkerUrl(moduleId: string, label: string): string };
}

/** The browser build of graphql-ws, which the gateway serves under this name. */
declare module '*/graphql-ws/client.js' {
  export * from 'graphql-ws/client';
}
