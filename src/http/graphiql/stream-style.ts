/** The style of the pane that lists what a subscription brings. */
export const streamStyle = `
#graphiql .graphiql-response { position: relative; }
#stream { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; background: var(--paper); }
#stream[hidden] { display: none; }
#stream > header {
  display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding: 8px 12px;
  border-bottom: 1px solid var(--line);
}
#stream .state { font-weight: 500; }
#stream .count { color: var(--mild); font-variant-numeric: tabular-nums; }
#stream .tools { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
#stream .tools input { width: 9rem; }
#stream[data-state="live"] .state::before { background: var(--good); }
#stream:is([data-state="lost"], [data-state="unheard"], [data-state="waiting"]) .state { color: var(--bad); }
#stream:is([data-state="lost"], [data-state="unheard"], [data-state="waiting"]) .state::before {
  background: var(--bad);
}
#stream .silence, #stream .diagnosis {
  margin: 0; padding: 8px 12px; background: var(--tint); border-bottom: 1px solid var(--line);
}
#stream .diagnosis { max-height: 40%; overflow: auto; }
#stream .diagnosis p { margin: 0 0 4px; font-weight: 500; }
#stream .diagnosis .close { float: right; }
#stream .diagnosis ul { margin: 0; padding: 0; list-style: none; }
#stream .diagnosis li::before { display: inline-block; width: 1.4em; color: var(--mild); content: "·"; }
#stream .diagnosis li[data-outcome="OK"]::before { color: var(--good); content: "✓"; }
#stream .diagnosis li[data-outcome="ATTENTION"]::before { color: var(--warn); content: "!"; }
#stream .diagnosis li[data-outcome="FAILED"]::before { color: var(--bad); content: "✗"; }
#stream .entries { flex: 1; min-height: 0; overflow: auto; font: 12px/1.5 Fira Code, ui-monospace, monospace; }
#stream .entry { padding: 6px 12px; border-bottom: 1px solid var(--line); }
#stream .entry header { display: flex; gap: 12px; }
#stream .entry pre { margin: 2px 0 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
#stream .what { font-weight: 600; }
#stream .times { color: var(--mild); white-space: nowrap; font-variant-numeric: tabular-nums; }
#stream .age { display: inline-block; min-width: 4.5em; margin-left: 8px; text-align: right; }
#stream pre .name { color: var(--name); }
#stream pre .string { color: var(--string); }
#stream pre .value { color: var(--good); }
#stream [data-kind="note"] { background: var(--tint); }
#stream [data-kind="note"] .what { font-weight: normal; font-style: italic; }
#stream [data-kind="gap"] {
  background: color-mix(in srgb, var(--warn) 18%, transparent); border-left: 4px solid var(--warn);
}
#stream .gap { margin: 2px 0; color: var(--warn); font-weight: 600; }
#stream .kept { margin: 0; padding: 8px 12px; color: var(--mild); }
#stream .kept:empty { display: none; }
#stream table { border-collapse: collapse; min-width: 100%; }
#stream th {
  position: sticky; top: 0; background: var(--paper); text-align: left; font-weight: 600;
  box-shadow: inset 0 -1px var(--line);
}
#stream :is(th, td) {
  padding: 3px 8px; white-space: nowrap; max-width: 22em; overflow: hidden; text-overflow: ellipsis;
}
#stream tbody tr { border-bottom: 1px solid var(--line); }
#stream tr[data-what="removed"] { color: var(--mild); }
#stream tr[data-what="removed"] td:nth-child(n + 3) { text-decoration: line-through; }
`;
