import { describe, expect, test } from 'vitest';
import { tokenOfConnectionParams, tokenOfHeaders } from '../../src/http/client-token.ts';

describe('the token of an HTTP request', () => {
  test.each([
    ['X-Auth-Token', { 'x-auth-token': 't' }, 't'],
    ['Authorization with Bearer', { authorization: 'Bearer t' }, 't'],
    ['Authorization with bearer, in any case', { authorization: 'bEARER   t' }, 't'],
    ['Authorization without a scheme', { authorization: 't' }, 't'],
    ['X-Auth-Token rather than Authorization', { 'x-auth-token': 't', authorization: 'Bearer other' }, 't'],
    ['Authorization when X-Auth-Token is empty', { 'x-auth-token': '', authorization: 'Bearer t' }, 't'],
  ])('is in %s', (_what, headers, token) => {
    expect(tokenOfHeaders(headers)).toBe(token);
  });

  test.each([
    ['no header', {}],
    ['empty headers', { 'x-auth-token': '', authorization: '' }],
    ['Authorization with nothing behind Bearer', { authorization: 'Bearer' }],
    ['the password for a proxy', { authorization: 'Basic YTpi' }],
    ['a cookie', { cookie: 'authToken=t; X-Auth-Token=t' }],
  ])('is not in %s', (_what, headers) => {
    expect(tokenOfHeaders(headers)).toBeUndefined();
  });
});

describe('the token of connection_init', () => {
  test.each([
    ['authToken', { authToken: 't' }],
    ['X-Auth-Token', { 'X-Auth-Token': 't' }],
    ['x-auth-token', { 'x-auth-token': 't' }],
    ['Authorization', { Authorization: 'Bearer t' }],
    ['authorization', { authorization: 't' }],
    ['AUTHTOKEN', { AUTHTOKEN: 't' }],
    ['authToken rather than the others', { Authorization: 'c', 'X-Auth-Token': 'b', authToken: 't' }],
    ['the next one when authToken is null', { authToken: null, 'X-Auth-Token': 't' }],
    ['the next one when authToken is empty', { authToken: '', 'X-Auth-Token': 't' }],
  ])('is in %s', (_what, params) => {
    expect(tokenOfConnectionParams(params)).toBe('t');
  });

  test.each([
    ['no parameters', undefined],
    ['parameters without one', { other: 't' }],
    ['a value that is null or undefined', { authToken: null, 'X-Auth-Token': undefined }],
    ['Authorization with nothing behind Bearer', { Authorization: 'Bearer' }],
    ['Authorization with spaces behind Bearer', { Authorization: 'bearer  ' }],
  ])('is not in %s', (_what, params) => {
    expect(tokenOfConnectionParams(params)).toBeUndefined();
  });

  test.each([
    [{ authToken: { token: 't' } }],
    [{ authToken: 7, Authorization: 'Bearer t' }],
    [{ 'X-Auth-Token': ['t'] }],
    [{ Authorization: false }],
  ])('is refused when it is not text, as in %j', (params) => {
    expect(() => tokenOfConnectionParams(params)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});
