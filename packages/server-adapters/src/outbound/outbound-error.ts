/**
 * Where a call on the way out ended:
 * `refused-address` the guard refused it, `name` it has no address, `port` no connection,
 * `tls` no trusted connection, `time` the time limit, `http` no usable answer.
 */
export type OutboundStage = 'refused-address' | 'name' | 'port' | 'tls' | 'time' | 'http';

/** What ended it, in fixed words that hold nothing of the address or the answer. */
export type OutboundCode =
  | ('url-invalid' | 'scheme-refused' | 'user-info-refused' | 'port-refused' | 'address-refused')
  | ('name-not-found' | 'name-unresolved')
  | ('connection-refused' | 'unreachable' | 'connection-closed' | 'connection-failed')
  | (
      | 'certificate-expired'
      | 'certificate-not-yet-valid'
      | 'certificate-wrong-host'
      | 'certificate-self-signed'
    )
  | ('certificate-incomplete-chain' | 'certificate-untrusted' | 'not-tls' | 'tls-failed')
  | ('name-timed-out' | 'port-timed-out' | 'tls-timed-out' | 'answer-timed-out')
  | ('redirect-refused' | 'encoding-refused' | 'too-large' | 'answer-broken');

/** What a failed guarded call throws: as `fetch` does, a `TypeError` whose cause says why. */
export function outboundError(stage: OutboundStage, code: OutboundCode): TypeError {
  return new TypeError('fetch failed', { cause: { code, stage } });
}

/** The cause of an error made by `outboundError`, `undefined` for any other. */
export function outboundCause(error: unknown): { stage: OutboundStage; code: OutboundCode } | undefined {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return isCause(cause) ? cause : undefined;
}

function isCause(cause: unknown): cause is { stage: OutboundStage; code: OutboundCode } {
  return typeof cause === 'object' && cause !== null && 'stage' in cause && 'code' in cause;
}

/** Our word for what Node reported while a connection was being made (`port`), secured (`tls`) or used (`http`). */
export function wordFor(error: unknown, stage: 'port' | 'tls' | 'http'): OutboundCode {
  const code = errorCode(error);
  if (stage === 'http') return code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'answer-broken';
  const words: Record<string, OutboundCode> = stage === 'port' ? portWords : { ...closedWords, ...tlsWords };
  return words[code] ?? (stage === 'port' ? 'connection-failed' : 'tls-failed');
}

/** Node's code of an error; that of the first attempt where several addresses were tried. */
function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if (!(error instanceof Error) || !('code' in error)) return '';
  // With a request waiting to be written Node hides OpenSSL's code behind EPROTO, and only the text is left.
  const isForeign =
    error.code === 'EPROTO' && /wrong version number|packet length too long/.test(error.message);
  return isForeign ? 'ERR_SSL_WRONG_VERSION_NUMBER' : String(error.code);
}

const closedWords: Record<string, OutboundCode> = {
  ECONNRESET: 'connection-closed',
  EPIPE: 'connection-closed',
};

const portWords: Record<string, OutboundCode> = {
  ...closedWords,
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'port-timed-out',
};

const tlsWords: Record<string, OutboundCode> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-incomplete-chain',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-incomplete-chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-incomplete-chain',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_HTTP_REQUEST: 'not-tls',
  ERR_SSL_UNKNOWN_PROTOCOL: 'not-tls',
};
