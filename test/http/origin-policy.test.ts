import { describe, expect, test } from 'vitest';
import { OriginPolicy, type OriginSetting } from '../../src/http/origin-policy.ts';

function policyOf(allowedOrigins: readonly string[], publicHosts: readonly string[] = []) {
  const refused: [origin: string, setting: OriginSetting][] = [];
  const onRefused = (...refusal: [string, OriginSetting]): void => void refused.push(refusal);
  return { refused, policy: new OriginPolicy({ allowedOrigins, publicHosts, onRefused }) };
}

const listed = ['https://app.example.com', 'http://localhost:3000', 'https://*.example.org', 'capacitor://localhost'];
const { policy } = policyOf(listed, ['gateway.example.com']);

describe('the origin policy allows', () => {
  test.each([
    ['a program, which sends no origin', undefined, 'gateway.example.com'],
    ['a listed origin', 'https://app.example.com', 'gateway.example.com'],
    ['a listed origin with a port', 'http://localhost:3000', 'localhost:4000'],
    ['a page of its own', 'http://gateway.example.com:4000', 'gateway.example.com:4000'],
    ['a page of its own behind a proxy that ends TLS', 'https://gateway.example.com', 'gateway.example.com'],
    ['a page of its own whose host is written in capitals', 'https://gateway.example.com', 'Gateway.Example.com'],
    ['a page of its own whose Host has the port of https', 'https://gateway.example.com', 'gateway.example.com:443'],
    ['a page of its own whose proxy adds the port of http', 'https://gateway.example.com', 'gateway.example.com:80'],
    ['a page under the name that its origin is listed by', 'http://app.example.com:4000', 'app.example.com:4000'],
    ['a page that was loaded by address', 'http://192.0.2.1:4000', '192.0.2.1:4000'],
    ['also over IPv6', 'http://[2001:db8::1]', '[2001:db8::1]:80'],
    ['a page on the same machine', 'http://localhost:4000', 'localhost:4000'],
    ['an app', 'capacitor://localhost', 'gateway.example.com'],
    ['a site of which a pattern has the domain', 'https://acme.example.org', 'gateway.example.com'],
  ])('%s', (_what, origin, host) => {
    expect(policy.allows(origin, host)).toBe(true);
  });
});

describe('the origin policy forbids', () => {
  test.each([
    ['another site', 'https://evil.example.com', 'gateway.example.com'],
    ['a listed host with another scheme', 'http://app.example.com', 'gateway.example.com'],
    ['a listed host with another port', 'https://app.example.com:8443', 'gateway.example.com'],
    ['a host that begins like a listed one', 'https://app.example.com.evil.com', 'gateway.example.com'],
    ['its own host at another port', 'http://gateway.example.com:3000', 'gateway.example.com:4000'],
    ['an opaque origin', 'null', 'gateway.example.com'],
    ['an empty origin', '', 'gateway.example.com'],
    ['another site when no host is known', 'https://evil.example.com', undefined],
    ['an opaque origin that calls itself host', 'null', 'null'],
    ['a name that somebody made lead here', 'http://rebound.example.net:4000', 'rebound.example.net:4000'],
    ['a page of its own on a port that is not the default', 'https://gateway.example.com', 'gateway.example.com:8443'],
    ['a page on a default port of another scheme', 'https://gateway.example.com:8443', 'gateway.example.com:443'],
    ['two labels where a pattern has one', 'https://a.b.example.org', 'gateway.example.com'],
    ['no label where a pattern has one', 'https://.example.org', 'gateway.example.com'],
    ['the domain of a pattern alone', 'https://example.org', 'gateway.example.com'],
    ['a pattern with another scheme', 'http://acme.example.org', 'gateway.example.com'],
    ['a pattern with a port', 'https://acme.example.org:8443', 'gateway.example.com'],
    ['what only ends like a pattern', 'https://evil.com/.example.org', 'gateway.example.com'],
    ['an app with another scheme', 'ionic://localhost', 'gateway.example.com'],
    ['an app whose host is the gateway', 'app://gateway.example.com', 'gateway.example.com'],
  ])('%s', (_what, origin, host) => {
    expect(policy.allows(origin, host)).toBe(false);
  });
});

test.each([
  ['http://localhost:5173', true],
  ['http://localhost', true],
  ['https://localhost:5173', false],
  ['http://localhost:', false],
  ['http://localhost:5173.evil.com', false],
  ['http://localhost.evil.com', false],
  ['http://localhost:80@evil.com', false],
  ['http://localhost:*', false],
])('of http://localhost with any port is %s: %s', (origin, allowed) => {
  const { policy } = policyOf(['http://localhost:*']);

  expect(policy.allows(origin, 'gateway.example.com')).toBe(allowed);
  expect(policy.isListed(origin)).toBe(allowed);
});

test('only listed origins get CORS headers', () => {
  expect(policy.isListed('https://app.example.com')).toBe(true);
  expect(policy.isListed('http://gateway.example.com')).toBe(false);
  expect(policy.isListed('https://acme.example.org')).toBe(true);
});

describe('a name that nobody has listed', () => {
  const rebound = ['http://rebound.example.net:4000', 'rebound.example.net:4000'] as const;

  test.each([
    [[], [], true],
    [['https://app.example.com'], [], false],
    [[], ['gateway.example.com'], false],
    [['capacitor://localhost'], [], false],
    [['http://localhost:*', 'http://127.0.0.1:5173', 'http://localhost'], [], true],
    [['http://localhost:*', 'https://app.example.com'], [], false],
    [['http://localhost.example.com'], [], false],
  ])('with ALLOWED_ORIGINS %j and PUBLIC_HOSTS %j may use the gateway: %s', (allowedOrigins, publicHosts, allowed) => {
    const { policy } = policyOf(allowedOrigins, publicHosts);

    expect(policy.allows(...rebound)).toBe(allowed);
    expect(policy.acceptsAnyName).toBe(allowed);
  });
});

test('a refusal says which setting would admit the page', () => {
  const { policy, refused } = policyOf([], ['gateway.example.com']);

  policy.allows('https://app.example.com', 'gateway.example.com');
  policy.allows('https://gw.example.com', 'gw.example.com');
  policy.allows('null', 'null');
  policy.allows('https://gateway.example.com', 'gateway.example.com');

  expect(refused).toEqual([
    ['https://app.example.com', 'ALLOWED_ORIGINS'],
    ['https://gw.example.com', 'PUBLIC_HOSTS'],
    ['null', 'ALLOWED_ORIGINS'],
  ]);
});
