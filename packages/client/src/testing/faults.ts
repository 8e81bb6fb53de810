import { writeFailure } from '@mail-settings/core/providers/ces';

/**
 * Something that goes wrong with a call. `times`: how many calls it hits before it is gone; without it, all.
 * `unreachable` and `closed` have no answer: `handle` rejects as `fetch` does, and a server closes the connection.
 */
export type Fault = { times?: number } & (
  | { kind: 'code'; code: number; message?: string }
  | { kind: 'http'; status: number; retryAfter?: number }
  | { kind: 'slow'; ms: number }
  | { kind: 'unreachable' | 'closed' | 'cut' | 'html' | 'empty' | 'null' | 'not-json' }
  | { kind: 'redirect'; location: string }
  | { kind: 'huge'; bytes: number }
);

/** The answer a fault gives in place of the right one; null where the right one may follow (`slow`). */
export async function answerOfFault(fault: Fault, signal: AbortSignal): Promise<Response | null> {
  switch (fault.kind) {
    case 'code':
      return Response.json(writeFailure(fault.code, fault.message ?? 'Made up by a fault switch.'));
    case 'http':
      return new Response('', {
        status: fault.status,
        headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
      });
    case 'slow':
      await pause(fault.ms, signal);
      return null;
    case 'unreachable':
      throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED', stage: 'port' } });
    case 'closed':
      throw new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET', stage: 'http' } });
    case 'cut':
      return new Response(brokenStream(), { headers: { 'content-type': 'application/json' } });
    case 'html':
      return html('<!doctype html><title>Sign in</title><p>Please sign in to the network.');
    case 'empty':
      return new Response('', { headers: { 'content-type': 'application/json' } });
    case 'null':
      return Response.json(null);
    case 'not-json':
      return new Response('{"status":"ok","code":', { headers: { 'content-type': 'application/json' } });
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: fault.location } });
    case 'huge':
      return Response.json({ status: 'ok', code: 0, message: 'x'.repeat(fault.bytes) });
  }
}

/** Waits, unless the signal is aborted first; then rejects with its reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

const html = (page: string): Response =>
  new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });

function brokenStream(): ReadableStream<Uint8Array> {
  let isStarted = false;
  return new ReadableStream({
    pull(controller) {
      if (isStarted)
        controller.error(new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET', stage: 'http' } }));
      else controller.enqueue(new TextEncoder().encode('{"status":"ok",'));
      isStarted = true;
    },
  });
}
