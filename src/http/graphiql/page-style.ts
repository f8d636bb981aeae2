/**
 * The style of the page around GraphiQL: the bar and the dialogs in GraphiQL's own colours, and the
 * heights.
 */
export const pageStyle = `
:root {
  --ink: hsl(219 28% 32%); --paper: hsl(219 28% 100%); --line: hsl(219 28% 32% / 0.15); --tint: hsl(219 28% 32% / 0.06);
  --good: hsl(158 60% 32%); --bad: hsl(13 85% 42%); --mild: hsl(219 20% 45%); --warn: hsl(36 90% 38%);
  --link: hsl(208 90% 40%); --name: hsl(208 100% 38%); --string: hsl(28 85% 36%);
}
@media (prefers-color-scheme: dark) {
  :root:not(:has(body.graphiql-light)) {
    --ink: hsl(219 29% 82%); --paper: hsl(219 29% 18%); --line: hsl(219 29% 78% / 0.2); --tint: hsl(219 29% 78% / 0.07);
    --good: hsl(158 80% 48%); --bad: hsl(13 100% 68%); --mild: hsl(219 20% 68%); --warn: hsl(36 100% 62%);
    --link: hsl(208 100% 72%); --name: hsl(208 100% 75%); --string: hsl(28 90% 70%);
  }
}
:root:has(body.graphiql-dark) {
  --ink: hsl(219 29% 82%); --paper: hsl(219 29% 18%); --line: hsl(219 29% 78% / 0.2); --tint: hsl(219 29% 78% / 0.07);
  --good: hsl(158 80% 48%); --bad: hsl(13 100% 68%); --mild: hsl(219 20% 68%); --warn: hsl(36 100% 62%);
  --link: hsl(208 100% 72%); --name: hsl(208 100% 75%); --string: hsl(28 90% 70%);
}
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--paper); }
#graphiql { flex: 1; min-height: 0; }
#graphiql .graphiql-container { width: 100%; height: 100%; }
#status, #stream, dialog.panel { color: var(--ink); font: 14px/1.4 Roboto, system-ui, sans-serif; }
#status {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px;
  box-sizing: border-box; min-height: 44px; padding: 6px 16px; border-bottom: 1px solid var(--line);
}
#status strong { font-weight: 500; padding-right: 12px; border-right: 1px solid var(--line); white-space: nowrap; }
#status nav {
  display: flex; flex-wrap: wrap; gap: 4px 6px; margin-left: 6px; padding-left: 12px;
  border-left: 1px solid var(--line);
}
:where(#status, #stream, dialog.panel) :is(button, input, select, textarea) {
  padding: 3px 10px; border: 1px solid var(--line); border-radius: 4px; background: var(--paper);
  color: inherit; font: inherit;
}
:where(#status, #stream, dialog.panel) button { cursor: pointer; white-space: nowrap; }
:where(#status, #stream, dialog.panel) :is(button:hover, button[aria-pressed="true"]) { border-color: currentColor; }
:where(#status, #stream, dialog.panel) button[aria-pressed="true"] { background: var(--tint); }
:where(#status, #stream, dialog.panel) :focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
:is(#status, #stream, dialog.panel) [hidden] { display: none; }
#status button.primary, dialog.panel :is(button.primary, button[type="submit"]) {
  background: var(--link); border-color: transparent; color: var(--paper); font-weight: 500;
}
#notice { flex-basis: 100%; color: var(--mild); }
#notice:empty { display: none; }
#notice button { padding: 0 6px; color: var(--link); }
#connection { margin-left: auto; }
:is(#session, #connection, #stream .state)::before, .graphiql-tab-button[data-stream]::before {
  content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px;
  border-radius: 50%; background: var(--mild);
}
#session[data-state="loggedIn"]::before, #connection[data-state="open"]::before { background: var(--good); }
#connection[data-state="lost"]::before { background: var(--bad); }
.graphiql-tab-button[data-stream="live"]::before { background: var(--good); }
.graphiql-tab-button:is([data-stream="lost"], [data-stream="unheard"], [data-stream="waiting"])::before {
  background: var(--bad);
}
.graphiql-tab-button:is([data-stream="stopped"], [data-stream="ended"])::before { border-radius: 1px; }
dialog.panel {
  box-sizing: border-box; width: min(44rem, calc(100vw - 32px)); max-height: calc(100vh - 64px);
  margin: 5vh auto auto; padding: 16px 20px;
  border: 1px solid var(--line); border-radius: 8px; background: var(--paper); box-shadow: 0 8px 40px rgb(0 0 0 / 0.25);
}
dialog#login { width: min(24rem, calc(100vw - 32px)); }
dialog.panel::backdrop { background: rgb(0 0 0 / 0.3); }
dialog.panel header { display: flex; align-items: center; justify-content: space-between; }
dialog.panel h2 { margin: 0 0 8px; font-size: 18px; font-weight: 500; }
dialog.panel h3 { margin: 14px 0 4px; font-size: 13px; font-weight: 500; color: var(--mild); }
dialog.panel button.close, #stream button.close {
  border-color: transparent; font-size: 20px; line-height: 1; padding: 2px 8px;
}
dialog.panel form { display: grid; gap: 10px; }
dialog.panel label { display: grid; gap: 3px; }
dialog.panel label select { justify-self: start; padding: 0; border-color: transparent; }
dialog.panel p { margin: 6px 0; }
dialog.panel p:empty { display: none; }
dialog.panel .error, #stream .error { color: var(--bad); }
dialog.panel button.choice {
  display: grid; grid-template-columns: 11rem 1fr; gap: 8px; width: 100%;
  border-color: transparent; text-align: left; white-space: normal;
}
dialog.panel button.choice:hover { background: var(--tint); }
dialog.panel button.choice b { font-weight: 500; color: var(--link); overflow-wrap: anywhere; }
dialog.panel button.choice span { overflow-wrap: anywhere; }
dialog.panel .kinds { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 8px; }
dialog.panel .kinds .primary { margin-left: auto; }
dialog.panel .choices { margin-top: 8px; }
dialog.panel input[type="search"] { width: 100%; box-sizing: border-box; }
dialog.panel textarea {
  width: 100%; box-sizing: border-box; resize: vertical;
  font: 12px/1.5 Fira Code, ui-monospace, monospace; white-space: pre;
}
@media (max-width: 40rem) {
  dialog.panel button.choice { grid-template-columns: 1fr; gap: 0; }
  #graphiql-session { flex-direction: column; }
  #graphiql-session > .graphiql-horizontal-drag-bar { display: none; }
}
`;
