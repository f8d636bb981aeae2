/**
 * The style of the page around GraphiQL: the status bar in GraphiQL's own colours, and the heights.
 */
export const pageStyle = `
:root {
  --ink: hsl(219 28% 32%); --paper: hsl(219 28% 100%); --line: hsl(219 28% 32% / 0.15);
  --good: hsl(158 60% 36%); --bad: hsl(13 85% 48%); --mild: hsl(219 20% 55%);
}
@media (prefers-color-scheme: dark) {
  :root:not(:has(body.graphiql-light)) {
    --ink: hsl(219 29% 78%); --paper: hsl(219 29% 18%); --line: hsl(219 29% 78% / 0.2);
    --good: hsl(158 100% 42%); --bad: hsl(13 100% 62%); --mild: hsl(219 20% 62%);
  }
}
:root:has(body.graphiql-dark) {
  --ink: hsl(219 29% 78%); --paper: hsl(219 29% 18%); --line: hsl(219 29% 78% / 0.2);
  --good: hsl(158 100% 42%); --bad: hsl(13 100% 62%); --mild: hsl(219 20% 62%);
}
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--paper); }
#graphiql { flex: 1; min-height: 0; }
#graphiql .graphiql-container { width: 100%; height: 100%; }
#status {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px;
  box-sizing: border-box; min-height: 44px; padding: 6px 16px;
  border-bottom: 1px solid var(--line); color: var(--ink); font: 14px/1.4 Roboto, system-ui, sans-serif;
}
#status strong { font-weight: 500; padding-right: 12px; border-right: 1px solid var(--line); white-space: nowrap; }
#status button {
  padding: 3px 10px; border: 1px solid var(--line); border-radius: 4px; background: none;
  color: inherit; font: inherit; cursor: pointer; white-space: nowrap;
}
#status button:hover { border-color: currentColor; }
#status button[hidden] { display: none; }
#notice { flex-basis: 100%; color: var(--mild); }
#notice:empty { display: none; }
#connection { margin-left: auto; white-space: nowrap; }
#session::before, #connection::before {
  content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px;
  border-radius: 50%; background: var(--mild);
}
#session[data-state="loggedIn"]::before, #connection[data-state="open"]::before { background: var(--good); }
#connection[data-state="lost"]::before { background: var(--bad); }
`;
