import type { Binding } from './binding.ts';
import type { BindingFamily } from './binding-forms.ts';

interface RoutingForm {
  /** Words that a routing key of the family has at fixed places. */
  readonly fixed: ReadonlyArray<readonly [place: number, word: string]>;
  /** Where the account's id stands; absent where it does not. */
  readonly account?: number;
  /** The place, in the routing key, of each word that the binding has after its family. */
  readonly places: readonly number[];
}

/**
 * Where each word of a binding stands in a routing key (events.md section 4, kazoo-5.md
 * section 5). `other` families have
 * no form that we know.
 */
const forms: Readonly<Partial<Record<BindingFamily, RoutingForm>>> = {
  call: { fixed: [[0, 'call']], account: 1, places: [2, 3] },
  'conference.event': { fixed: [[1, 'event']], account: 3, places: [4, 5, 2] },
  'conference.command': { fixed: [[1, 'command']], places: [2] },
  'fax.status': { fixed: [[1, 'status']], account: 2, places: [3] },
  'fax.object': { fixed: [[2, 'fax']], places: [0] },
  object: { fixed: [], places: [0, 2] },
  'presence.dialog': { fixed: [[0, 'dialog']], places: [2] },
  'presence.mwi_updates': { fixed: [[0, 'mwi_updates']], places: [2] },
  'presence.update': { fixed: [[0, 'update']], places: [2] },
  stream: { fixed: [[1, 'stream']], account: 3, places: [2, 4] },
  notifications: { fixed: [[0, 'notifications']], places: [1, 2] },
};

/** Families whose routing keys look alike match each other's events. */
const groups: Readonly<Partial<Record<BindingFamily, BindingFamily>>> = { 'fax.object': 'object' };

/** Decides from the routing key of an event of `family` whether the event belongs to a binding. */
export type RoutingMatcher = (routing: readonly string[], family: BindingFamily) => boolean;

export function routingMatcher(binding: Binding): RoutingMatcher {
  const form = forms[binding.family];
  if (form === undefined) return () => false;
  const group = groupOf(binding.family);
  const wanted = wordsOf(binding)
    .map((word, index) => [form.places[index] ?? -1, word] as const)
    .filter(([, word]) => word !== '*');
  const conditions = [...form.fixed, ...wanted];
  return (routing, family) => groupOf(family) === group && conditions.every(([place, word]) => routing[place] === word);
}

/**
 * Whether blackhole takes the family for every account at once: where the routing key names the
 * account of each event (scene 3.16).
 */
export function spansAccounts(family: BindingFamily): boolean {
  return forms[family]?.account !== undefined;
}

/** The account that an event belongs to, where its routing key says so. */
export function accountOfRouting(routing: readonly string[], family: BindingFamily): string | undefined {
  const place = forms[family]?.account;
  return place === undefined ? undefined : routing[place];
}

/** Whether every event of `narrower` also comes through `wider`. */
export function covers(wider: Binding, narrower: Binding): boolean {
  if (wider.text === narrower.text) return true;
  if (wider.family !== narrower.family || wider.family === 'other') return false;
  const [wide, narrow] = [wordsOf(wider), wordsOf(narrower)];
  return wide.length === narrow.length && wide.every((word, index) => word === '*' || word === narrow[index]);
}

function groupOf(family: BindingFamily): BindingFamily {
  return groups[family] ?? family;
}

/** The words after the family's own. */
function wordsOf({ family, text }: Binding): readonly string[] {
  return text.slice(family.length + 1).split('.');
}
