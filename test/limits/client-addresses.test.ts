import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { addressBlock } from '../../src/limits/address-block.ts';
import { ClientAddresses, type ClientAddressObserver } from '../../src/limits/client-addresses.ts';

const silent: ClientAddressObserver = { onUntrustedProxy: () => undefined, onUnreadableEntry: () => undefined };
const trusted = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.7'];
const addresses = new ClientAddresses(trusted, silent);

function requestFrom(peer: string | undefined, forwardedFor?: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor;
  if (forwarded !== undefined) request.headers.forwarded = forwarded;
  return request;
}

test.each([
  ['198.51.100.1', undefined, '198.51.100.1', 'a client without a proxy is its peer'],
  ['::ffff:198.51.100.1', undefined, '198.51.100.1', 'on a dual-stack socket, too'],
  ['198.51.100.1', '203.0.113.9', '198.51.100.1', 'a peer that is not trusted is not believed'],
  ['10.1.2.3', '203.0.113.9', '203.0.113.9', 'a proxy of a trusted network is'],
  ['::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9', 'on a dual-stack socket, too'],
  ['192.0.2.7', '203.0.113.9', '203.0.113.9', 'and one that is listed alone'],
  ['2001:db8::1', '2001:470::9', '2001:470::9', 'over IPv6'],
  ['10.1.2.3', '1.1.1.1, 203.0.113.9, 10.9.9.9', '203.0.113.9', 'what the client itself wrote before is not'],
  ['10.1.2.3', '10.4.4.4, 10.9.9.9', '10.4.4.4', 'all are trusted: the first is the client'],
  ['10.1.2.3', 'unknown', '10.1.2.3', 'what is no address ends the way back'],
  ['10.1.2.3', '203.0.113.9, <script>, 10.9.9.9', '10.9.9.9', 'also in the middle'],
  ['10.1.2.3', '', '10.1.2.3', 'an empty header says nothing'],
  ['10.1.2.3', '::ffff:cb00:7109', '203.0.113.9', 'however an IPv4 address is written'],
  ['10.1.2.3', '10/8', '10.1.2.3', 'and what only some would read as one is not'],
  ['fe80::1%eth0', undefined, 'fe80::1', 'a zone is left out'],
  [undefined, '203.0.113.9', undefined, 'a socket that is gone has no address'],
  ['10.1.2.3', '203.0.113.7:50000', '203.0.113.7', 'a port is left out (Azure, IIS)'],
  ['10.1.2.3', '[2001:470::1]:443', '2001:470::1', 'over IPv6, too (AWS)'],
  ['10.1.2.3', '[2001:470::1]', '2001:470::1', 'brackets may stand alone'],
  ['10.1.2.3', '203.0.113.7:50000, 10.9.9.9:80', '203.0.113.7', 'of every entry'],
  ['10.1.2.3', '203.0.113.7:50000:1', '10.1.2.3', 'an address has one port'],
])('peer %s with X-Forwarded-For %s is %s: %s', (peer, forwardedFor, client, _why) => {
  expect(addresses.of(requestFrom(peer, forwardedFor))).toBe(client);
});

test.each([
  ['for=203.0.113.9;proto=https;by=10.1.2.3', '203.0.113.9', 'the proxy says who it is for'],
  ['proto=https; For = "203.0.113.9:4711"', '203.0.113.9', 'in any order and case, with a port'],
  ['for="[2001:470::1]:_hidden"', '2001:470::1', 'over IPv6, with a port that is hidden'],
  ['for=1.1.1.1, for=203.0.113.9, for=10.9.9.9', '203.0.113.9', 'what the client itself wrote before is not believed'],
  ['for=", for=203.0.113.9', '203.0.113.9', 'an open quote of the client hides nothing'],
  ['for=_hidden', '10.1.2.3', 'a hidden client counts as the proxy'],
  ['proto=https', '10.1.2.3', 'so does one that is not named'],
])('with Forwarded %s the client is %s: %s', (forwarded, client, _why) => {
  expect(addresses.of(requestFrom('10.1.2.3', undefined, forwarded))).toBe(client);
});

test('a header of thousands of entries is read no further than to the client', () => {
  const entries = Array.from({ length: 8_000 }, () => 'for=1.1.1.1');
  const forward = vi.spyOn(String.prototype, 'replace');

  expect(addresses.of(requestFrom('10.1.2.3', undefined, `${entries.join()}, for=203.0.113.9`))).toBe('203.0.113.9');

  expect(forward.mock.calls.length).toBeLessThan(10);
  forward.mockRestore();
});

test('a client cannot hide behind a Forwarded of its own when its proxy writes X-Forwarded-For', () => {
  expect(addresses.of(requestFrom('10.1.2.3', '203.0.113.9', 'for=1.1.1.1'))).toBe('203.0.113.9');
});

test('a proxy that nobody trusts is reported, and so is one that is trusted and writes no address', () => {
  const reported: unknown[] = [];
  const observed = new ClientAddresses(trusted, {
    onUntrustedProxy: (peer) => reported.push(peer),
    onUnreadableEntry: (...entry) => reported.push(entry),
  });

  observed.of(requestFrom('198.51.100.1', '203.0.113.9'));
  observed.of(requestFrom('198.51.100.1'));
  observed.of(requestFrom('10.1.2.3', 'unknown,10.9.9.9'));

  expect(reported).toEqual(['198.51.100.1', ['10.9.9.9', 'unknown']]);
});

test.each([
  ['198.51.100.1', '198.51.100.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  [undefined, ''],
])('limits count %s as %s', (address, block) => {
  expect(addressBlock(address)).toBe(block);
});

test('a request is looked at once, however often it is asked about, and one peer after another', () => {
  const untrusted: string[] = [];
  const observed = new ClientAddresses(trusted, { ...silent, onUntrustedProxy: (peer) => untrusted.push(peer) });
  const forged = requestFrom('198.51.100.1', '203.0.113.9');

  const seen = [forged, requestFrom('10.1.2.3', '203.0.113.9'), forged, requestFrom('10.1.2.3', '203.0.113.8')];

  expect(seen.map((request) => observed.of(request))).toEqual([
    '198.51.100.1',
    '203.0.113.9',
    '198.51.100.1',
    '203.0.113.8',
  ]);
  expect(untrusted).toEqual(['198.51.100.1']);
});
