/**
 * Why a socket is gone, in words for logs, metrics and `streamStatus`: clients read them, so they
 * name no host and no address.
 */
export interface DisconnectReason {
  readonly kind:
    | 'closed'
    /** Kazoo failed at a command or an event (1011). */
    | 'crashed'
    | 'refused'
    | 'rejected'
    | 'rateLimited'
    | 'timeout'
    /** The host's name cannot be resolved. */
    | 'dns'
    /** The certificate is not accepted, or the two ends have no TLS in common. */
    | 'tls'
    | 'failed'
    | 'closedByUs';
  readonly message: string;
}

const tooManyRequests = 429;

/** The handshake was answered, though not with an upgrade. */
export function rejection(status: number): DisconnectReason {
  if (status === tooManyRequests) {
    return { kind: 'rateLimited', message: 'Kazoo allows no more connections from this address (429)' };
  }
  return { kind: 'rejected', message: `Kazoo answered ${status} to the websocket handshake` };
}

const handlerCrashed = 1011;

/** The socket was open, and Kazoo closed it or is gone (1006). */
export function closing(code: number): DisconnectReason {
  return { kind: code === handlerCrashed ? 'crashed' : 'closed', message: `closed by Kazoo with ${code}` };
}

/**
 * OpenSSL's verdicts on a certificate
 * (https://nodejs.org/api/tls.html#x509-certificate-error-codes), and Node's own on its name.
 */
const certificateCode =
  /^(?!ERR_SSL_).*(CERT|CRL|ISSUER|SIGNATURE|HOSTNAME)|^(INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;
const tlsCode = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** The socket ended with an error, before or after it was open. */
export function failure(error: NodeJS.ErrnoException): DisconnectReason {
  const { code, syscall, message } = error;
  if (message.includes('handshake has timed out')) return { kind: 'timeout', message: 'connecting took too long' };
  if (code === undefined) return { kind: 'failed', message };
  if (code === 'ECONNREFUSED') return { kind: 'refused', message: 'Kazoo refuses connections' };
  if (syscall === 'getaddrinfo') {
    return { kind: 'dns', message: `the name of Kazoo's host cannot be resolved (${code})` };
  }
  if (message.includes('before secure TLS connection')) {
    return { kind: 'tls', message: 'Kazoo cut the connection during the TLS handshake' };
  }
  if (certificateCode.test(code)) return { kind: 'tls', message: `Kazoo's certificate is not accepted (${code})` };
  if (tlsCode.test(code)) return { kind: 'tls', message: `TLS with Kazoo failed (${code})` };
  // The message of a system call's error names the address.
  return { kind: 'failed', message: syscall === undefined ? message : `the connection to Kazoo failed (${code})` };
}
