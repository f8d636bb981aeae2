/** What graphiql.js, the bundle of `@graphql-yoga/render-graphiql`, defines; only the options that the page uses. */
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
  /** `null` keeps GraphiQL from asking for the schema. */
  readonly schema?: null;
}

interface Window {
  MonacoEnvironment: { readonly globalAPI: boolean; getWorkerUrl(moduleId: string, label: string): string };
}

/** The gateway serves the package's own browser build under this name. */
declare module '*/graphql-ws/client.js' {
  export * from 'graphql-ws/client';
}
