import { describe, expect, test } from 'vitest';
import { OriginPolicy } from '../../src/http/origin-policy.ts';

const policy = new OriginPolicy(['https://app.example.com', 'http://localhost:3000']);

describe('the origin policy allows', () => {
  test.each([
    ['a program, which sends no origin', undefined, 'gateway.example.com'],
    ['a listed origin', 'https://app.example.com', 'gateway.example.com'],
    ['a listed origin with a port', 'http://localhost:3000', 'localhost:4000'],
    ['a page of its own', 'http://gateway.example.com:4000', 'gateway.example.com:4000'],
    ['a page of its own behind a proxy that ends TLS', 'https://gateway.example.com', 'gateway.example.com'],
    ['a page of its own whose host is written in capitals', 'https://gateway.example.com', 'Gateway.Example.com'],
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
  ])('%s', (_what, origin, host) => {
    expect(policy.allows(origin, host)).toBe(false);
  });
});

test('only listed origins get CORS headers', () => {
  expect(policy.isListed('https://app.example.com')).toBe(true);
  expect(policy.isListed('http://gateway.example.com')).toBe(false);
});
