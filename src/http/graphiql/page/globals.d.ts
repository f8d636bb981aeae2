/**
 * The globals of graphiql.js, the bundle of `@graphql-yoga/render-graphiql`, with what the page
 * uses of them.
 */
declare const YogaGraphiQL: {
  renderYogaGraphiQL(element: Element, options: GraphiQLOptions): void;
};

interface GraphiQLOptions {
  readonly title: string;
  readonly logo: string;
  readonly fetcher: import('./operation-runner.js').Fetcher;
  readonly storage: import('./editor/page-storage.js').PageStorage;
  readonly defaultTabs: readonly import('./editor/page-storage.js').Example[];
  readonly onEditQuery: () => void;
  readonly onTabChange: (state: import('./editor/tabs.js').TabsState) => void;
  readonly isHeadersEditorEnabled: boolean;
  readonly shouldPersistHeaders: boolean;
  readonly showPersistHeadersSettings: boolean;
  /** The schema; null keeps GraphiQL from fetching it. */
  readonly schema?: null;
}

interface MonacoModel {
  readonly uri: { readonly path: string };
  getValue(): string;
  getFullModelRange(): object;
  pushEditOperations(before: readonly [], edits: readonly { range: object; text: string }[], after: () => null): void;
}

interface MonacoEditor {
  focus(): void;
  getContainerDomNode(): HTMLElement;
}

interface Window {
  MonacoEnvironment: { readonly globalAPI: boolean; getWorkerUrl(moduleId: string, label: string): string };
  /** There because `globalAPI` asks for it. */
  readonly monaco: {
    readonly editor: {
      getModels(): readonly MonacoModel[];
      getEditors(): readonly MonacoEditor[];
      onDidCreateEditor(listener: () => void): { dispose(): void };
    };
  };
}

/** The browser build of graphql-ws, which the gateway serves under this name. */
declare module '*/graphql-ws/client.js' {
  export * from 'graphql-ws/client';
}
