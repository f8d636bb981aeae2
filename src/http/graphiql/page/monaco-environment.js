// Read by graphiql.js when it begins, which stands behind this script in the page. Without the global the page could
// not write into the editors.
window.MonacoEnvironment = {
  globalAPI: true,
  getWorkerUrl: (_, label) => new URL(`workers/${label}.js`, import.meta.url).href,
};
