import { createGunzip } from 'node:zlib';
import { isMailError, MailError } from '@mail-settings/core';
import type { BodyShare } from './body-budget.ts';
import type { BodySource, HandlerContext } from './handler.ts';

/**
 * All bytes of the body, unpacked, at most `limit` of them, packed or not. The result may be a view into a larger
 * buffer. Throws `too-large`, `overloaded`, `unknown-encoding`, `body-consumed` where
 * another layer has read it, and `bad-request` for what is broken, cut off or of another length than declared.
 */
export async function readBody(
  request: Request,
  context: HandlerContext | undefined,
  { limit, share }: { limit: number; share: BodyShare },
): Promise<Uint8Array> {
  const encoding = bodyEncoding(request.headers);
  const declared = declaredLength(request.headers);
  if (declared > limit) throw tooLarge();
  share.reserve(declared);
  const body = collect(limit, (bytes) => share.reserve(bytes));
  await (context?.body ?? bodyOfRequest(request))(body.take);
  if (declared > 0 && body.size() !== declared) {
    throw new MailError('bad-request', 'The body is not as long as its content-length says.');
  }
  return encoding === 'identity' ? body.bytes() : unpack(body.bytes(), limit, share);
}

/** How the body is packed. Throws `unknown-encoding` for what this server cannot unpack. */
function bodyEncoding(headers: Headers): 'identity' | 'gzip' {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  throw new MailError('unknown-encoding', 'The content encoding is not supported; gzip is.');
}

/** 0 where the length is not said. */
function declaredLength(headers: Headers): number {
  const text = headers.get('content-length');
  if (text === null) return 0;
  if (!/^\d{1,15}$/.test(text)) throw new MailError('bad-request', 'The content-length is no number.');
  return Number(text);
}

function collect(limit: number, grow: (bytes: number) => void) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    take(chunk: Uint8Array) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge();
      grow(size);
      chunks.push(chunk);
    },
    size: () => size,
    bytes: () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)),
  };
}

function bodyOfRequest(request: Request): BodySource {
  return async (take) => {
    if (request.bodyUsed) throw bodyConsumed();
    const reader = request.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        take(value);
      }
    } catch (error) {
      reader.cancel(error).catch(() => {});
      throw isMailError(error) ? error : cutOff(error);
    }
  };
}

/** The packed bytes stay in the share beside the unpacked ones, as they stay in memory. */
async function unpack(packed: Uint8Array, limit: number, share: BodyShare): Promise<Uint8Array> {
  const body = collect(limit, (bytes) => share.reserve(packed.byteLength + bytes));
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    for await (const chunk of gunzip) body.take(chunk);
  } catch (error) {
    throw isMailError(error) ? error : new MailError('bad-request', 'The body is no gzip.', { cause: error });
  }
  return body.bytes();
}

const tooLarge = () => new MailError('too-large', 'The body is larger than this server takes.');

/** What a source rejects with when the sender went away half way. */
export const cutOff = (cause?: unknown) =>
  new MailError('bad-request', 'The body ended before its end.', { cause });

/** What a source rejects with when its bytes are gone. */
export const bodyConsumed = () =>
  new MailError(
    'body-consumed',
    'Another layer has read the body. Mount the mail handlers before any body parser, or keep the raw bytes as request.rawBody.',
  );
