import type { FailureStage } from '@mail-settings/core';

/** A `fetch`, or what stands for one: a guarded one, a simulated service. Takes the address as text. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What is known of a call that got no answer; `code` is the platform's own word and holds no name or address. */
export type Failure = { stage: FailureStage; code?: string };

/** Says where a rejected `fetch` stopped; a browser tells nothing, so everything is `unknown` there. */
export function failureOf(error: unknown): Failure {
  for (const cause of causesOf(error)) {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') return { stage: 'time' };
    const code = field(cause, 'code');
    if (typeof code !== 'string') continue;
    const named = stages.find((known) => known === field(cause, 'stage'));
    if (named) return { stage: named, code };
    if (code === 'ECONNRESET' && `${field(cause, 'message')}`.includes('secure TLS'))
      return { stage: 'tls', code };
    const known = platformCodes.find(([pattern]) => pattern.test(code));
    if (known) return { stage: known[1], code };
  }
  return { stage: 'unknown' };
}

/** Reads a body as text, at most `maxBytes` of it; null where there is more. */
export async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  const reader = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/** An error and what lies below it; Node puts one error per address tried into an AggregateError. */
function causesOf(error: unknown, depth = 0): object[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  const cause = 'cause' in error ? [error.cause] : [];
  return [error, ...[...inner, ...cause].flatMap((next) => causesOf(next, depth + 1))];
}

const field = (from: object, name: string): unknown => Reflect.get(from, name);

const stages: readonly FailureStage[] = ['refused-address', 'name', 'port', 'tls', 'time', 'http'];

/** Codes of libuv, undici, OpenSSL, zlib and Brotli, as Node gives them. */
const platformCodes: readonly (readonly [RegExp, FailureStage])[] = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'name'],
  [/TIMEDOUT|TIMEOUT$/, 'time'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|EHOSTDOWN)$/, 'port'],
  [/CERT|CRL|^ERR_(TLS|SSL)|^EPROTO$|^UNABLE_TO|^INVALID_(CA|PURPOSE)|MISMATCH$|^PATH_LENGTH/, 'tls'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_|HPE_|Z_|ERR__)/, 'http'],
];
