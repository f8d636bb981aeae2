import { expect, expectTypeOf, test } from 'vitest';
import { isGatewayError, type MultiFactorRequest } from '../../src/client/index.ts';

test.each([
  undefined,
  null,
  'FORBIDDEN',
  new Error('No.'),
  { message: 'No.' },
  { extensions: { code: 'FORBIDDEN' } },
  { message: 'No.', extensions: { code: 'toString' } },
  { message: 'No.', extensions: { code: ['FORBIDDEN'] } },
  { message: 'No.', extensions: null },
])('%j is no error of the gateway', (value) => {
  expect(isGatewayError(value)).toBe(false);
});

test('the code of an error tells what its extensions hold', () => {
  const multiFactorRequest = { providerName: 'otp', settings: { key_type: 'totp' } };
  const error: unknown = {
    message: 'A second factor is needed.',
    extensions: { code: 'MULTI_FACTOR_REQUIRED', multiFactorRequest },
  };

  if (!isGatewayError(error) || error.extensions.code !== 'MULTI_FACTOR_REQUIRED') throw new Error('It is not one.');

  expect(error.extensions.multiFactorRequest).toEqual(multiFactorRequest);
  expectTypeOf(error.extensions.multiFactorRequest).toEqualTypeOf<MultiFactorRequest>();
});
