import { GatewayError } from '../../errors.ts';
import { callEventFields } from '../events/call-event-fields.ts';
import { conferenceEventFields } from '../events/conference-event-fields.ts';
import { documentEventFields } from '../events/document-event-fields.ts';
import type { EventField } from '../events/event-field.ts';
import { faxStatusEventFields } from '../events/fax-status-event-fields.ts';
import { dialogEventFields, mailboxOf, presenceUpdateEventFields } from '../events/presence-event-fields.ts';
import { streamEventFields } from '../events/stream-event-fields.ts';
import { isPlainAmqpWord } from './amqp-word.ts';
import { type Binding, callBinding, parseBinding } from './binding.ts';

/** An argument as GraphQL hands it over: null or undefined where the client left it out. */
type Given<Value> = Value | null | undefined;

/**
 * The bindings to subscribe to. Where no binding can name what a client wants, `residualFilter`
 * picks the wanted events out of those that the bindings bring: the value that a field must have.
 */
export interface EventBindings {
  readonly bindings: readonly Binding[];
  readonly residualFilter?: { readonly field: EventField<string>; readonly value: string };
  /** The names of the wanted events among those that the bindings bring; absent: all of them. */
  readonly eventNames?: readonly string[];
}

/**
 * What a binding asks for that a client has written itself, in the form of whichever version.
 *
 * @throws `BAD_USER_INPUT` with a message that shows the right form.
 */
export function writtenBinding(input: string): EventBindings {
  const binding = parseBinding(input);
  if (binding.family !== 'conference.event') return { bindings: [binding] };
  const [conferenceId = '', callId, event] = binding.text.split('.').slice(2);
  return conferenceEventBindings(conferenceId, callId, event === undefined ? undefined : [event]);
}

/** One binding for each event name, or one for all events; a call id narrows each of them. */
export function callEventBindings(events: Given<readonly string[]>, callId: Given<string>): EventBindings {
  const id = given('callId', callId);
  refuseEmpty(events);
  // Sorted, so that clients that name the events in another order share one operation group.
  return { bindings: [...new Set(events ?? ['*'])].sort().map((event) => callBinding(event, id)) };
}

/**
 * One binding for all call events, whatever is wanted of them: so all who follow an account from
 * above it share one topic.
 */
export function descendantCallBindings(events: Given<readonly string[]>, callId: Given<string>): EventBindings {
  refuseEmpty(events);
  const value = given('callId', callId);
  return {
    bindings: [callBinding('*', undefined)],
    ...(value === undefined ? {} : { residualFilter: { field: callEventFields.callId, value } }),
    ...(events === undefined || events === null ? {} : { eventNames: events }),
  };
}

/**
 * Subscribes the whole conference, also for one call id or some events: it is what every version
 * can be asked for. Kazoo 4.3.107 to 4.3.142 refuse a call id here, others encode a call id with
 * `@` or dots twice, master and 4.3 before that cannot narrow by event (protocol.md "Versions").
 * One topic then serves all who follow the conference.
 */
export function conferenceEventBindings(
  conferenceId: string,
  callId: Given<string>,
  events?: Given<readonly string[]>,
): EventBindings {
  refuseEmpty(events);
  const value = given('callId', callId);
  return {
    bindings: [parseBinding(`conference.event.${oneWord('conferenceId', conferenceId)}.*`)],
    ...(value === undefined ? {} : { residualFilter: { field: conferenceEventFields.callId, value } }),
    ...(events === undefined || events === null ? {} : { eventNames: events }),
  };
}

export function conferenceCommandBindings(conferenceId: string): EventBindings {
  return { bindings: [parseBinding(`conference.command.${oneWord('conferenceId', conferenceId)}`)] };
}

export function faxStatusBindings(faxId: Given<string>): EventBindings {
  return narrowed('fax.status', given('faxId', faxId), faxStatusEventFields.faxId);
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

export function streamBindings(event: Given<string>, callId: Given<string>): EventBindings {
  return narrowed(`stream.${event ?? '*'}`, given('callId', callId), streamEventFields.callId);
}

/**
 * The binding `object.{ACTION or *}.{TYPE or *}`. Without a type it also brings the documents whose
 * type no binding can name. Faxes come through it like all others: to Kazoo, `fax.object` is the
 * same pattern. Kazoo accepts the type of recordings, but looks for them in the wrong database, so
 * that only the wildcard brings them (events.md section 9).
 */
export function documentBindings(action: Given<string>, type: Given<string>): EventBindings {
  const binding = (typeWord: string): readonly Binding[] => [parseBinding(`object.${action ?? '*'}.${typeWord}`)];
  if (type !== 'call_recording') return { bindings: binding(type ?? '*') };
  return { bindings: binding('*'), residualFilter: { field: documentEventFields.type, value: type } };
}

/**
 * The conference that a `conference.command` binding names; undefined for other bindings. Such a
 * binding names no account: Kazoo lets anyone who knows the conference's id listen (events.md
 * section 7).
 */
export function commandedConference({ family, text }: Binding): string | undefined {
  return family === 'conference.command' ? text.slice(text.lastIndexOf('.') + 1) : undefined;
}

/**
 * The binding for one id, if blackhole can match it. blackhole encodes the id itself: an id with
 * `@` or dots would be encoded twice and never match (events.md section 4), and gets the binding
 * for all with a filter instead.
 */
function narrowed(head: string, value: string | undefined, field: EventField<string>): EventBindings {
  if (value === undefined) return { bindings: [parseBinding(`${head}.*`)] };
  if (isPlainAmqpWord(value)) return { bindings: [parseBinding(`${head}.${value}`)] };
  return { bindings: [parseBinding(`${head}.*`)], residualFilter: { field, value } };
}

/** With a dot, the id would be two words of the binding, which may mean another thing. */
function oneWord(name: string, value: string): string {
  if (!value.includes('.')) return value;
  throw new GatewayError('BAD_USER_INPUT', `The argument ${name} must be one word of letters, digits, - and _.`);
}

function refuseEmpty(events: Given<readonly string[]>): void {
  if (events?.length === 0)
    throw new GatewayError('BAD_USER_INPUT', 'The argument events is empty. Leave it out to get all events.');
}

function given(name: string, value: Given<string>): string | undefined {
  if (value === '')
    throw new GatewayError('BAD_USER_INPUT', `The argument ${name} is empty. Leave it out to get the events of all.`);
  return value === '*' || value === null ? undefined : value;
}
