import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { callBinding, parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { amqpPatternOf, resolveBinding } from '../../../src/simulator/blackhole/bindings/client-binding.ts';
import { behaviourOf, type KazooVersion } from '../../../src/simulator/kazoo-version.ts';
import { anyString } from '../../harness/any-string.ts';

const conference = '1e8a9d4c7b604f52b3a6c8d9e0f12345';

function refusalOf(input: string): GatewayError {
  try {
    parseBinding(input);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error(`${input} was accepted.`);
}

describe('every form that blackhole knows is read', () => {
  test.each([
    ['call.*.*', 'call'],
    ['call.CHANNEL_CREATE.*', 'call'],
    ['call.*.abc', 'call'],
    ['call.CHANNEL_ANSWER.abc%4010%2E0%2E0%2E1', 'call'],
    [`conference.event.${conference}.*`, 'conference.event'],
    [`conference.event.${conference}.abc`, 'conference.event'],
    [`conference.event.${conference}.*.add-member`, 'conference.event'],
    [`conference.command.${conference}`, 'conference.command'],
    ['fax.status.*', 'fax.status'],
    ['fax.status.202403-abc', 'fax.status'],
    ['fax.object.*', 'fax.object'],
    ['fax.object.doc_created', 'fax.object'],
    ['object.*.*', 'object'],
    ['object.doc_edited.*', 'object'],
    ['object.*.user', 'object'],
    ['object.doc_created.mailbox_message', 'object'],
    ['stream.*.*', 'stream'],
    ['stream.start.leg-1', 'stream'],
    ['notifications.sip.missed_call', 'notifications'],
    ['notifications.sip.*', 'notifications'],
    ['queue.stats', 'other'],
    ['mymodule.*.some%20thing', 'other'],
    ['single', 'other'],
  ])('%s', (text, family) => {
    expect(parseBinding(text)).toEqual({ text, subscribedKey: text, family });
  });

  test.each([
    ['presence.dialog.*', 'dialog.*', 'presence.dialog'],
    ['presence.dialog.abc', 'dialog.abc', 'presence.dialog'],
    ['presence.mwi_updates.1001', 'mwi_updates.1001', 'presence.mwi_updates'],
    ['presence.update.*', 'update.*', 'presence.update'],
  ])('%s, whose events say %s', (text, subscribedKey, family) => {
    expect(parseBinding(text)).toEqual({ text, subscribedKey, family });
  });
});

describe('what means the same is written the same', () => {
  test.each([
    ['  call.*.*\n', 'call.*.*'],
    ['call.*.abc@10.0.0.1', 'call.*.abc%4010%2E0%2E0%2E1'],
    ['call.*.abc%4010%2e0%2e0%2e1', 'call.*.abc%4010%2E0%2E0%2E1'],
    ['call.*.a b', 'call.*.a+b'],
    ['call.*.50%', 'call.*.50%25'],
    ['call.*.é', 'call.*.%C3%A9'],
    ['call.*.a%2e*', 'call.*.a%252e%2A'],
    ['call.*.a*.b', 'call.*.a%2A%2Eb'],
    ['call.*.a%2e%2A', 'call.*.a%2E%2A'],
    ['conference.event.*.c1.*', 'conference.event.c1.*'],
    ['conference.event.*.lock.abc', 'conference.event.lock.abc'],
    ['conference.event.add-member.c1.*', 'conference.event.c1.*.add-member'],
    ['conference.event.add-member.c1.abc', 'conference.event.c1.abc.add-member'],
    ['conference.event.c1.*.lock', 'conference.event.c1.*.lock'],
    [`call.*.${'x'.repeat(215)}`, `call.*.${'x'.repeat(215)}`],
  ])('%j is %s', (input, text) => {
    expect(parseBinding(input).text).toBe(text);
  });
});

describe('a binding is refused, with advice, when', () => {
  test.each([
    ['it is empty', '', 'It is empty.'],
    ['it is blank', ' \n', 'It is empty.'],
    ['it is too long', `call.*.${'x'.repeat(249)}`, 'longer than'],
    ['it becomes too long by encoding', `call.*.${'é'.repeat(100)}`, 'longer than'],
    ['the call id is missing', 'call.CHANNEL_CREATE', 'Write call.{EVENT or *}.{CALL_ID or *}.'],
    ['only the family is there', 'call', 'Write call.'],
    ['a call has a word too many', 'call.*.*.*', 'A call is one word'],
    ['a part of a call id is a wildcard', 'call.CHANNEL_CREATE.a.*', 'A call is one word'],
    ['a word is empty', 'call..abc', 'empty'],
    ['the last word is empty', 'call.*.', 'empty'],
    ['the event has odd characters', 'call.CHANNEL CREATE.*', 'is not the name of an event, an action or a type'],
    ['# is used as a wildcard', 'call.*.#', '# is not a wildcard'],
    ['# is used as an action', 'object.#.*', '# is not a wildcard'],
    ['# is used as a conference', 'conference.command.#', '# is not a wildcard'],
    ['a conference is a wildcard', 'conference.event.*.*', 'specific conference id'],
    ['a commanded conference is a wildcard', 'conference.command.*', 'specific conference id'],
    ['a conference of Kazoo 5 is a wildcard', 'conference.event.*.*.*', 'specific conference id'],
    ['an event could be the conference', 'conference.event.lock.unlock.*', 'subscribe to the whole conference'],
    ['a conference has no participant', `conference.event.${conference}`, 'Write conference.event'],
    ['a conference has an unknown kind', `conference.talk.${conference}`, 'Write conference.event'],
    ['a conference would be encoded twice', 'conference.event.Réunion.*', 'of another one it tells nothing'],
    ['a command would be encoded twice', 'conference.command.Réunion', 'of another one it tells nothing'],
    ['a participant would be encoded twice', `conference.event.${conference}.a%40b`, 'subscribe to * instead'],
    ['a fax has an unknown kind', 'fax.page.*', 'Write fax.status'],
    ['a fax id would be encoded twice', 'fax.status.a@b', 'subscribe to * instead'],
    ['a document has too many words', 'object.doc_edited.user.id', 'Write object.'],
    ['a document type is odd', 'object.doc_edited.us er', 'is not the name of an event, an action or a type'],
    ['presence has no word for whom', 'presence.dialog', 'Write presence.dialog'],
    ['presence has an unknown kind', 'presence.mwi.*', 'Write presence.dialog'],
    ['presence would be encoded twice', 'presence.dialog.1001@realm', 'subscribe to * instead'],
    ['a dialog lacks the word presence, as Kazoo lists it', 'dialog.*', 'Write presence.dialog'],
    ['message counts lack it', 'mwi_updates.1001', 'Write presence.dialog'],
    ['updates lack it', 'update.*', 'Write presence.dialog'],
    ['its first word is a wildcard', '*.*.*', 'but not the first'],
    ['its first word holds a wildcard', 'ca*.x', 'but not the first'],
    ['a stream has no call', 'stream.start', 'Write stream.{start, stop or *}'],
    ['a stream would be encoded twice', 'stream.*.abc@10', 'subscribe to * instead'],
    ['notifications are one word', 'notifications', 'Write notifications.{CATEGORY}'],
    ['notifications have no event', 'notifications.sip', 'Write notifications.{CATEGORY}'],
    ['notifications have too many words', 'notifications.sip.missed_call.x', 'Write notifications.{CATEGORY}'],
    ['an unknown family has odd characters', 'my module.x', 'A binding consists of words'],
    ['an unknown family has an empty word', 'mymodule..x', 'A binding consists of words'],
    ['an unknown family has #', 'mymodule.#', 'A binding consists of words'],
    ['an unknown family has a control character', 'mymodule.a\0b', 'A binding consists of words'],
  ])('%s', (_what, input, advice) => {
    const { code, message } = refusalOf(input);

    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(advice);
  });

  test.each(['constructor.x', 'toString', '__proto__.*', 'hasOwnProperty.a.b'])(
    'or read as of an unknown family: %s is nothing special',
    (text) => {
      expect(parseBinding(text)).toEqual({ text, subscribedKey: text, family: 'other' });
    },
  );
});

test.each(['relay', 'relay.*', 'relay.conference'])('%s is refused: relay messages are for one login', (text) => {
  const { code, message } = refusalOf(text);

  expect(code).toBe('BINDING_REJECTED');
  expect(message).toContain('does not hand on relay messages');
});

describe('the routing keys that Kazoo binds for the longest binding of a form', () => {
  /** `realm` as Kazoo encodes it. */
  function routingKeysOf(binding: string, version: KazooVersion, realm: string): readonly string[] {
    const behaviour = behaviourOf(version);
    const answer = resolveBinding({ binding, accountId: 'a'.repeat(32), realm, month: '202603', behaviour });
    if (answer.kind !== 'accepted') throw new Error(`${binding} was not accepted: ${JSON.stringify(answer)}`);
    return answer.keys.map(({ listener }) => amqpPatternOf(listener) ?? '');
  }

  test.each<[form: string, fill: string, version: KazooVersion]>([
    ['conference.event.…', '.*', 'master'],
    ['conference.event.…', '.abc', 'master'],
    ['conference.event.…', '.*.add-member', '4.3.142'],
    ['conference.command.…', '', 'master'],
    ['fax.status.…', '', 'master'],
    ['fax.object.…', '', 'master'],
    ['object.…', '.*', 'master'],
    ['presence.dialog.…', '', 'master'],
    ['presence.mwi_updates.…', '', 'master'],
    ['presence.update.…', '', 'master'],
  ])('%s%s are 255 bytes long at most', (head, tail, version) => {
    const ofLength = (length: number): string => head.replace('…', 'x'.repeat(length)) + tail;
    const isTooLong = (length: number): boolean => {
      try {
        parseBinding(ofLength(length));
        return false;
      } catch {
        return true; // Which refusal it is the other tests say.
      }
    };
    const longest = Array.from({ length: 255 }, (_, index) => index + 1).findLast((length) => !isTooLong(length)) ?? 0;

    const lengths = routingKeysOf(ofLength(longest), version, 'r'.repeat(127)).map(({ length }) => length);

    expect(Math.max(...lengths)).toBe(255);
  });
});

test('a call id may be as long as a routing key lets it: calls need no routing key of their own', () => {
  expect(parseBinding(`call.*.${'x'.repeat(248)}`).text).toHaveLength(255);
});

describe('the binding of call events', () => {
  test('is of everything without arguments', () => {
    expect(callBinding().text).toBe('call.*.*');
    expect(callBinding('CHANNEL_CREATE', '*').text).toBe('call.CHANNEL_CREATE.*');
  });

  test.each([
    ['abc@10.0.0.1', 'call.*.abc%4010%2E0%2E0%2E1'],
    ['already%40encoded', 'call.*.already%2540encoded'],
    ['a+b', 'call.*.a%2Bb'],
    ['**', 'call.*.%2A%2A'],
  ])('takes the id %j as it is in events', (callId, text) => {
    expect(callBinding('*', callId).text).toBe(text);
  });

  test('refuses an empty id', () => {
    expect(() => callBinding('*', '')).toThrow('empty');
  });
});

test('reading a canonical binding again changes nothing', () => {
  const word = fc.oneof(fc.constant('*'), anyString(), fc.stringMatching(/^[a-z%0-9A-F+~]{1,12}$/));
  const head = fc.constantFrom('call', 'call.*', 'fax.status', 'object', 'presence.dialog', 'conference.event', 'my');
  let accepted = 0;

  fc.assert(
    fc.property(head, fc.array(word, { maxLength: 4 }), (first, words) => {
      const input = [first, ...words].join('.');
      let binding: ReturnType<typeof parseBinding>;
      try {
        binding = parseBinding(input);
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
        return;
      }
      accepted += 1;
      expect(parseBinding(binding.text)).toEqual(binding);
    }),
    { numRuns: 1000 },
  );

  expect(accepted).toBeGreaterThan(100);
});
