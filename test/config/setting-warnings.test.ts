import { describe, expect, test } from 'vitest';
import { settingWarnings } from '../../src/config/setting-warnings.ts';

describe('what is probably a mistake', () => {
  test.each([
    ['KAZOO_API_UR', 'KAZOO_API_URL'],
    ['KAZOO_URL', 'KAZOO_API_URL'],
    ['KAZOO_BLACKHOLE', 'KAZOO_BLACKHOLE_URL'],
    ['KAZOO_BLACKHOLE_URLS', 'KAZOO_BLACKHOLE_URL'],
    ['KAZOO_APIKEY', 'KAZOO_API_KEY'],
    ['MAX_CONNECTION', 'MAX_CONNECTIONS'],
    ['MAX_CONNECTIONS_PER_TOKENS', 'MAX_CONNECTIONS_PER_TOKEN'],
    ['MAX_BUFFER_BYTES', 'MAX_BUFFERED_BYTES'],
    ['MAX_HISTORY_AGE', 'MAX_HISTORY_AGE_MS'],
    ['RESTRICT_USER', 'RESTRICT_USERS'],
    ['ALOWED_ORIGINS', 'ALLOWED_ORIGINS'],
    ['HIDDEN_DATA_KEY', 'HIDDEN_DATA_KEYS'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['READY_NEED_KAZOO', 'READY_NEEDS_KAZOO'],
    ['RECHECK_INTERVAL', 'RECHECK_INTERVAL_MS'],
    ['REDIS_URI', 'REDIS_URL'],
  ])('is %s, where %s exists', (name, meant) => {
    expect(settingWarnings({ [name]: 'x' })).toEqual([`${name}: is not a setting; is ${meant} meant?`]);
  });

  test('is a name that is near to none, too, without advice', () => {
    expect(settingWarnings({ KAZOO_PASSWORD: 'secret' })).toEqual(['KAZOO_PASSWORD: is not a setting']);
  });

  test.each(['https://kazoo.example.com:8443', 'https://kazoo.example.com:8443/', 'https://kazoo.example.com/api'])(
    'is KAZOO_API_URL=%s, which has no version',
    (url) => {
      expect(settingWarnings({ KAZOO_API_URL: url })).toEqual([
        'KAZOO_API_URL: does not end with a version, such as /v2',
      ]);
    },
  );
});

describe('no mistake', () => {
  test.each([
    'KAZOO_GATEWAY_SERVICE_HOST',
    'KAZOO_SERVICE_PORT',
    'KAZOO_SERVICE_PORT_HTTPS',
    'KAZOO_PORT',
    'KAZOO_PORT_8000_TCP',
    'KAZOO_PORT_8000_TCP_ADDR',
    'MAX_PORT_5555_TCP_PROTO',
  ])('is %s, which a container platform sets', (name) => {
    expect(settingWarnings({ [name]: 'tcp://10.0.0.1:8000' })).toEqual([]);
  });

  test.each([
    ['PATH', '/usr/bin'],
    ['HOSTNAME', 'gateway-1'],
    ['HTTP_PROXY', 'http://10.0.0.1:3128'],
    ['NODE_ENV', 'production'],
    ['REDIS_HOST', '10.0.0.2'],
    ['TLS_CERT_FILE', '/etc/ssl/cert.pem'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=value'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://10.0.0.3:4318'],
    ['LOG_FORMAT', 'json'],
    ['LOGNAME', 'gateway'],
    ['KAZOO_OLD_NAME', ''],
    ['KAZOO_API_KEY', 'a'.repeat(64)],
    ['KAZOO_API_URL', 'http://127.0.0.1:8000/v2'],
    ['KAZOO_API_URL', 'https://kazoo.example.com/crossbar/v1/'],
    ['KAZOO_API_URL', 'no URL, which is an error'],
  ])('is %s=%s', (name, value) => {
    expect(settingWarnings({ [name]: value })).toEqual([]);
  });
});
