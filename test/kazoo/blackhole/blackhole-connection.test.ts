import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { rejectionOf } from '../../harness/rejection.ts';
import { expiredCertificate } from '../../harness/tls/expired-certificate.ts';
import { selfSigned } from '../../harness/tls/self-signed.ts';
import { BlackholeDouble } from '../harness/blackhole-double.ts';
import { eventText } from '../harness/event-text.ts';
import { connected, ListenedConnection } from '../harness/listened-connection.ts';

const command = { action: 'subscribe', accountId: 'a'.repeat(32), binding: 'call.*.*', token: 'token' } as const;

test('a blackhole connection trusts the certificate that it is given', async () => {
  await using harness = await connected({ ca: selfSigned.cert }, { tls: selfSigned });

  harness.socket.send(eventText({ number: 1 }));

  expect(await harness.listened.next()).toEqual({ kind: 'event', data: { number: 1 } });
});

describe('a blackhole connection', () => {
  test('offers no subprotocol and no compression', async () => {
    await using harness = await connected();

    const [headers] = harness.blackhole.handshakes;

    expect(headers?.['sec-websocket-protocol']).toBeUndefined();
    expect(headers?.['sec-websocket-extensions']).toBeUndefined();
  });

  test('hands over events in order', async () => {
    await using harness = await connected();

    for (const number of [1, 2, 3]) harness.socket.send(eventText({ number, name: 'Zoë 😀' }));

    for (const number of [1, 2, 3]) {
      expect(await harness.listened.next()).toEqual({ kind: 'event', data: { number, name: 'Zoë 😀' } });
    }
  });

  test('sends a command as one text frame and resolves with its reply', async () => {
    await using harness = await connected();
    const received = once(harness.socket, 'message');

    const sending = harness.connection.command(command);
    const [data, isBinary] = await received;
    const { request_id: requestId } = JSON.parse(data.toString());
    harness.socket.send(JSON.stringify({ action: 'reply', request_id: requestId, status: 'success', data: {} }));

    await expect(sending).resolves.toBeUndefined();
    expect(isBinary).toBe(false);
    expect(harness.listened.happenings).toEqual([]);
  });

  test.each([
    ['Kazoo 5', { subscribed: ['call.*.*'], subscriptions: ['call.*.*'] }, true],
    ['any other Kazoo', { subscribed: ['call.*.*'] }, false],
  ])('learns from its first reply whether it talks to Kazoo 5: %s', async (_, data, speaksKazoo5) => {
    await using harness = await connected();
    const received = once(harness.socket, 'message');
    const known: boolean[] = [];

    const sending = harness.connection.command(command, () => known.push(harness.connection.speaksKazoo5));
    const { request_id: requestId } = JSON.parse((await received)[0].toString());
    known.push(harness.connection.speaksKazoo5);
    harness.socket.send(JSON.stringify({ action: 'reply', request_id: requestId, status: 'success', data }));
    await sending;

    expect(known).toEqual([false, speaksKazoo5]);
  });

  test('counts what it cannot read as stray, and goes on', async () => {
    await using harness = await connected();

    harness.socket.send('garbage');
    harness.socket.send(Buffer.from(eventText({ number: 0 })), { binary: true });
    harness.socket.send(JSON.stringify({ action: 'reply', request_id: 'of nobody', status: 'success' }));
    harness.socket.send(eventText({ number: 1 }));

    const kinds = [];
    for (let count = 0; count < 4; count += 1) kinds.push((await harness.listened.next()).kind);
    expect(kinds).toEqual(['stray', 'stray', 'stray', 'event']);
  });
});

describe('a blackhole connection ends, and says why', () => {
  test.each([
    [429, 'rateLimited', '(429)'],
    [400, 'rejected', 'answered 400'],
    [503, 'rejected', 'answered 503'],
    [301, 'rejected', 'answered 301'],
  ])('when the handshake is answered %i', async (refuseWith, kind, words) => {
    await using blackhole = await BlackholeDouble.start({ refuseWith });

    const listened = new ListenedConnection(blackhole.url);

    expect(await listened.next()).toEqual({
      kind: 'close',
      reason: { kind, message: expect.stringContaining(words) },
      completeUntilMs: undefined,
    });
  });

  test('when nobody listens', async () => {
    const blackhole = await BlackholeDouble.start();
    const { url } = blackhole;
    await blackhole[Symbol.asyncDispose]();

    const listened = new ListenedConnection(url);

    expect(await listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'refused' } });
  });

  test("when the host's name cannot be resolved, without the name", async () => {
    // A label of more than 63 characters fails in the resolver itself (RFC 1035, section 2.3.4): no
    // query leaves the machine.
    const listened = new ListenedConnection(`ws://${'x'.repeat(64)}.invalid:5555`);

    const message = expect.stringMatching(/^the name of Kazoo's host cannot be resolved \((ENOTFOUND|EAI_\w+)\)$/);
    expect(await listened.next()).toEqual({
      kind: 'close',
      reason: { kind: 'dns', message },
      completeUntilMs: undefined,
    });
  });

  test.each([
    ['nobody signed', selfSigned, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['has run out', expiredCertificate, { ca: expiredCertificate.cert }, 'CERT_HAS_EXPIRED'],
    [
      'is for another name',
      selfSigned,
      { ca: selfSigned.cert, serverName: 'kazoo.example.com' },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])("when Kazoo's certificate %s", async (_what, tls, options, code) => {
    await using blackhole = await BlackholeDouble.start({ tls });

    const listened = new ListenedConnection(blackhole.url, options);

    expect(await listened.next()).toEqual({
      kind: 'close',
      reason: { kind: 'tls', message: `Kazoo's certificate is not accepted (${code})` },
      completeUntilMs: undefined,
    });
  });

  test('when Kazoo speaks no TLS', async () => {
    await using blackhole = await BlackholeDouble.start();

    const listened = new ListenedConnection(blackhole.url.replace('ws:', 'wss:'));

    const message = expect.stringMatching(/^TLS with Kazoo failed \(\w+\)$/);
    expect(await listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'tls', message } });
  });

  test('when the TLS handshake is cut', async () => {
    await using server = await BlackholeDouble.start({ cutsConnections: true });

    const listened = new ListenedConnection(server.url.replace('ws:', 'wss:'));

    const message = 'Kazoo cut the connection during the TLS handshake';
    expect(await listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'tls', message } });
  });

  test('when the connection is cut before the handshake is answered', async () => {
    await using server = await BlackholeDouble.start({ cutsConnections: true });

    const listened = new ListenedConnection(server.url);

    expect(await listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'failed' } });
  });

  test('when the handshake is never answered', async () => {
    await using blackhole = await BlackholeDouble.start({ neverAnswers: true });

    const listened = new ListenedConnection(blackhole.url, { connectTimeoutMs: 20 });

    expect(await listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'timeout' } });
  });

  test.each([
    [1000, 'closed'],
    [1001, 'closed'],
    [1011, 'crashed'],
  ])('when Kazoo closes with %i', async (code, kind) => {
    await using harness = await connected();
    const openedAtMs = Date.now();

    harness.socket.close(code);

    const closed = await harness.listened.next();
    expect(closed).toMatchObject({
      kind: 'close',
      reason: { kind, message: `closed by Kazoo with ${code}` },
    });
    expect(closed.kind === 'close' && closed.completeUntilMs).toBeLessThanOrEqual(openedAtMs);
  });

  test('when the connection is cut', async () => {
    await using harness = await connected();

    harness.socket.terminate();

    expect(await harness.listened.next()).toMatchObject({
      reason: { kind: 'closed', message: expect.stringContaining('1006') },
    });
  });

  test('when a frame is too large', async () => {
    await using harness = await connected({ maxFrameBytes: 1_000 });

    harness.socket.send(eventText({ filler: 'x'.repeat(2_000) }));

    expect(await harness.listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'failed' } });
  });

  test('when we close it, once, however often', async () => {
    await using harness = await connected();
    const closed = once(harness.socket, 'close');

    harness.connection.close();
    harness.connection.close();

    expect(await harness.listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'closedByUs' } });
    harness.connection.close();
    expect((await closed)[0]).toBe(1000);
    expect(harness.listened.happenings).toEqual([]);
  });

  test('when we close it while it connects', async () => {
    await using blackhole = await BlackholeDouble.start({ neverAnswers: true });
    const asked = blackhole.handshake();
    const listened = new ListenedConnection(blackhole.url);
    await asked;

    listened.connection.close();
    listened.connection.close();

    expect(await listened.next()).toMatchObject({
      kind: 'close',
      reason: { kind: 'closedByUs' },
      completeUntilMs: undefined,
    });
    expect(listened.happenings).toEqual([]);
  });

  test('to all whose commands were not answered yet', async () => {
    await using harness = await connected();
    const sending = harness.connection.command(command);

    harness.socket.terminate();

    expect(await rejectionOf(sending)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await rejectionOf(harness.connection.command(command))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});
