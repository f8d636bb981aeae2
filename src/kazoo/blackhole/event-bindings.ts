import { GatewayError } from '../../errors.ts';
import { conferenceEventFields } from '../events/conference-event-fields.ts';
import { documentEventFields } from '../events/document-event-fields.ts';
import type { EventField } from '../events/event-field.ts';
import { faxStatusEventFields } from '../events/fax-status-event-fields.ts';
import { dialogEventFields, mailboxOf, presenceUpdateEventFields } from '../events/presence-event-fields.ts';
import { isPlainAmqpWord } from './amqp-word.ts';
import { type Binding, callBinding, parseBinding } from './binding.ts';

/** Arguments as GraphQL has them: what is left out is null or undefined. */
type Given<Value> = Value | null | undefined;

/** What to subscribe to and, where a binding cannot name the one thing that is wanted, how to pick it out of all that comes. */
export interface EventBindings {
  readonly bindings: readonly Binding[];
  readonly residualFilter?: { readonly field: EventField<string>; readonly value: string };
}

/** One topic a name, or one for all of them; a call id narrows each. */
export function callEventBindings(events: Given<readonly string[]>, callId: Given<string>): EventBindings {
  const id = given('callId', callId);
  if (events?.length === 0)
    throw new GatewayError('BAD_USER_INPUT', 'events is empty. Leave it out to hear of all events.');
  // Sorted, so that the order in which a client names them does not split groups.
  return { bindings: [...new Set(events ?? ['*'])].sort().map((event) => callBinding(event, id)) };
}

/**
 * Kazoo 4.3.107 to 4.3.142 refuse a call id here, and the others encode one with `@` or dots twice (protocol.md "Versions"). So the whole
 * conference is subscribed; one topic then also serves all who follow one member of it.
 */
export function conferenceEventBindings(conferenceId: string, callId: Given<string>): EventBindings {
  const bindings = [parseBinding(`conference.event.${conferenceId}.*`)];
  const value = given('callId', callId);
  return value === undefined
    ? { bindings }
    : { bindings, residualFilter: { field: conferenceEventFields.callId, value } };
}

export function conferenceCommandBindings(conferenceId: string): EventBindings {
  return { bindings: [parseBinding(`conference.command.${conferenceId}`)] };
}

export function faxStatusBindings(faxId: Given<string>): EventBindings {
  return narrowed('fax.status', given('faxId', faxId), faxStatusEventFields.jobId);
}

export function dialogBindings(callId: Given<string>): EventBindings {
  return narrowed('presence.dialog', given('callId', callId), dialogEventFields.callId);
}

export function messageWaitingBindings(mailbox: Given<string>): EventBindings {
  return narrowed('presence.mwi_updates', given('mailbox', mailbox), mailboxOf);
}

export function presenceUpdateBindings(callId: Given<string>): EventBindings {
  return narrowed('presence.update', given('callId', callId), presenceUpdateEventFields.callId);
}

/**
 * `object.{ACTION or *}.{TYPE or *}`; without a type it brings those too that no binding can name. Faxes come through it like the rest:
 * `fax.object` is the same pattern at Kazoo. Recordings are accepted by name and never fire, since Kazoo looks for them in the wrong
 * database; they come through the wildcard only (events.md section 9).
 */
export function documentBindings(action: Given<string>, type: Given<string>): EventBindings {
  const binding = (typeWord: string): readonly Binding[] => [parseBinding(`object.${action ?? '*'}.${typeWord}`)];
  if (type !== 'call_recording') return { bindings: binding(type ?? '*') };
  return { bindings: binding('*'), residualFilter: { field: documentEventFields.type, value: type } };
}

/** The conference of a `conference.command` binding, which names no account: Kazoo lets anyone who knows the id listen (events.md section 7). */
export function commandedConference({ family, text }: Binding): string | undefined {
  return family === 'conference.command' ? text.slice(text.lastIndexOf('.') + 1) : undefined;
}

/** blackhole encodes the id itself: one with `@` or dots would be encoded twice and never match (events.md section 4). */
function narrowed(head: string, value: string | undefined, field: EventField<string>): EventBindings {
  if (value === undefined) return { bindings: [parseBinding(`${head}.*`)] };
  if (isPlainAmqpWord(value)) return { bindings: [parseBinding(`${head}.${value}`)] };
  return { bindings: [parseBinding(`${head}.*`)], residualFilter: { field, value } };
}

function given(name: string, value: Given<string>): string | undefined {
  if (value === '') throw new GatewayError('BAD_USER_INPUT', `${name} is empty. Leave it out to hear of all.`);
  return value === '*' || value === null ? undefined : value;
}
