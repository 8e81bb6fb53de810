import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { untilAborted } from '@mail-settings/core/server';
import { createGuard, type GuardOptions, type Target } from './guard.ts';
import { outboundCause, outboundError, wordFor } from './outbound-error.ts';

export type GuardedFetchOptions = GuardOptions & {
  /** Milliseconds for everything, from the lookup of the name to the last byte; 60,000. */
  timeoutMs?: number;
  /** Largest body of an answer in bytes; 1,000,000. */
  maxBytes?: number;
};

/**
 * A `fetch` for addresses that a person typed: https on port 443 of public hosts only.
 * The name is looked up once, every address is checked, and the connection goes to those addresses alone, while the
 * certificate is checked against the name: a name that changes its address in between (DNS rebinding) gains nothing.
 * One connection per call; redirects, cookies and compressed answers are refused; the body is read before it returns.
 *
 * Fails as `fetch` does, with `TypeError('fetch failed')`; its `cause` is `{ stage, code }` in fixed words
 * (`OutboundStage`: refused-address, name, port, tls, time, http). An abort rejects with the signal's own reason.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): typeof fetch {
  const { timeoutMs = 60_000, maxBytes = 1_000_000 } = options;
  const guard = createGuard(options);
  return async (input, init) => {
    const url = urlOf(input);
    const target = guard.target(url);
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const body = request.body && Buffer.from(await request.arrayBuffer());
    const progress: Progress = { stage: 'name' };
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const addresses = await untilAborted(guard.addresses(target, signal), signal);
      return await exchange({ url, target, addresses, request, body, maxBytes, signal, progress });
    } catch (error) {
      request.signal.throwIfAborted();
      if (signal.aborted) throw outboundError('time', `${progress.stage}-timed-out`);
      throw outboundCause(error) ? error : faultAt(progress.stage, error);
    }
  };
}

type Progress = { stage: 'name' | 'port' | 'tls' | 'answer' };

type Exchange = {
  url: URL;
  target: Target;
  addresses: string[];
  request: Request;
  body: Buffer | null;
  maxBytes: number;
  signal: AbortSignal;
  progress: Progress;
};

/** Parsed apart from `Request`, whose errors would quote the URL. */
function urlOf(input: string | URL | Request): URL {
  const url = URL.parse(input instanceof Request ? input.url : input);
  if (!url) throw outboundError('refused-address', 'url-invalid');
  return url;
}

function exchange({ url, target, addresses, request, body, maxBytes, signal, progress }: Exchange) {
  return new Promise<Response>((resolve, reject) => {
    progress.stage = 'port';
    const outgoing = httpsRequest({
      agent,
      host: target.name,
      port: target.port,
      // Node skips this for an address, which was checked as it stands.
      lookup: pinnedTo(addresses),
      servername: isIP(target.name) ? '' : target.name,
      // Said aloud, since NODE_TLS_REJECT_UNAUTHORIZED would change the default.
      rejectUnauthorized: true,
      ...(target.secureContext && { secureContext: target.secureContext }),
      method: request.method,
      path: url.pathname + url.search,
      headers: { ...sentHeaders(request.headers), host: url.host, 'accept-encoding': 'identity' },
      signal,
    });
    outgoing.on('socket', (socket) => {
      socket.once('connect', () => {
        progress.stage = 'tls';
      });
      socket.once('secureConnect', () => {
        progress.stage = 'answer';
      });
    });
    outgoing.on('response', (answer) => {
      readAnswer(answer, maxBytes)
        .then(resolve, reject)
        .finally(() => outgoing.destroy());
    });
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}

/** Node's own 250 ms per address would give up on a far server that has two. */
export const patience = { autoSelectFamilyAttemptTimeout: 1_000 };

const agent = new Agent({ keepAlive: false, maxCachedSessions: 0, ...patience });

/** Answers every lookup of the socket with the addresses that were checked. */
export function pinnedTo(addresses: string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, { all: wantsAll }, answer) => {
    const [first] = all;
    if (wantsAll || !first) answer(null, all);
    else answer(null, first.address, first.family);
  };
}

/** What the caller set, without what belongs to the connection or would carry a session. */
function sentHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !ownHeaders.has(name)));
}

const ownHeaders = new Set(
  'accept-encoding connection content-length cookie expect host keep-alive proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<Response> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) throw outboundError('http', 'redirect-refused');
  if (status < 200 || status > 599) throw outboundError('http', 'answer-broken');
  if (!['identity', undefined].includes(answer.headers['content-encoding'])) {
    throw outboundError('http', 'encoding-refused');
  }
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw outboundError('http', 'too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > maxBytes) throw outboundError('http', 'too-large');
    chunks.push(chunk);
  }
  const hasBody = status !== 204 && status !== 205;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers: keptHeaders(answer) });
}

function keptHeaders(answer: IncomingMessage): [string, string][] {
  return Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    name === 'set-cookie' ? [] : values.map((value): [string, string] => [name, value]),
  );
}

function faultAt(stage: Progress['stage'], error: unknown): TypeError {
  if (stage === 'name') return outboundError('name', 'name-unresolved');
  if (stage === 'answer') return outboundError('http', wordFor(error, 'http'));
  return outboundError(stage, wordFor(error, stage));
}
