import { expect, test } from 'vitest';
import { settingValues } from '../../src/config/setting-values.ts';

test('a setting has its value, default, unit and where it was set', () => {
  const values = settingValues({ LINGER_MS: '500', PORT: '' });

  expect(values.get('LINGER_MS')).toMatchObject({
    value: '500',
    fallback: '30000',
    unit: 'ms',
    setIn: 'environment',
    help: expect.stringContaining('binding'),
  });
  expect(values.get('PORT')).toMatchObject({ value: '4000', unit: '', setIn: 'default' });
  expect(values.get('MAX_BODY_BYTES')).toMatchObject({ unit: 'bytes' });
});

test('of a secret it is told only that it is set', () => {
  const mayBeSecret = [...settingValues({}).keys()].filter((name) =>
    /TOKEN$|API_KEY$|PASSWORD|SECRET|REDIS_URL|OTLP/.test(name),
  );
  const values = settingValues(Object.fromEntries(mayBeSecret.map((name) => [name, 'marked-secret'])));

  expect(mayBeSecret).toEqual(expect.arrayContaining(['KAZOO_API_KEY', 'OPERATOR_TOKEN', 'REDIS_URL']));
  expect(mayBeSecret.filter((name) => !/_PER_TOKEN$/.test(name)).map((name) => values.get(name)?.value)).not.toContain(
    'marked-secret',
  );
});
