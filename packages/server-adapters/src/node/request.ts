import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { BodySource, MailHandler } from '../http/handler.ts';
import { bodyConsumed, cutOff } from '../http/read-body.ts';

export type NodeCall = {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** Path and query as the client sent them; hosts cut the mount path off `incoming.url`. */
  url: string;
  remoteAddress: string | undefined;
  /** Sends the answer. */
  deliver: (response: Response) => Promise<void> | void;
};

/**
 * Runs a handler on a Node request. The `Request` is a lazy one: a real one costs more than the rest of a small webhook.
 * The body goes to the handler past it, byte for byte. What the handler left unread is drained for a moment.
 */
export function runHandler(handler: MailHandler, call: NodeCall): Promise<void> {
  const { incoming, outgoing, url, remoteAddress, deliver } = call;
  const sent = async (response: Response) => {
    await deliver(response);
    return RESPONSE_ALREADY_SENT;
  };
  const listener = getRequestListener(
    (request) => handler(request, { remoteAddress, body: bodyOf(incoming) }).then(sent),
    // A handler never rejects: only a Host header or a URL that is none gets here.
    { overrideGlobalObjects: false, errorHandler: () => sent(new Response(null, { status: 400 })) },
  );
  const routed = incoming.url;
  incoming.url = url;
  const done = listener(incoming, outgoing);
  if (routed !== undefined) incoming.url = routed;
  return done;
}

/** Writes an answer to a Node response. Ours are empty or short. */
export async function writeAnswer(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = response.body === null ? undefined : Buffer.from(await response.arrayBuffer());
  if (outgoing.destroyed || outgoing.headersSent) return;
  outgoing.writeHead(response.status, headersOf(response, body?.byteLength ?? 0));
  outgoing.end(body);
}

function headersOf(response: Response, length: number): Record<string, string | number> {
  const headers: Record<string, string | number> = { 'content-length': length };
  for (const [name, value] of response.headers) headers[name] = value;
  return headers;
}

/** The exact bytes of a Node request, or of the `rawBody` that a platform kept. */
export function bodyOf(incoming: IncomingMessage): BodySource {
  return (take) =>
    new Promise((resolve, reject) => {
      if ('rawBody' in incoming && incoming.rawBody instanceof Uint8Array) {
        take(incoming.rawBody);
        return resolve();
      }
      if (incoming.readableDidRead || incoming.readableEnded) return reject(bodyConsumed());
      if (incoming.destroyed) return reject(cutOff());
      const settle = (outcome: () => void) => {
        incoming.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
        outcome();
      };
      const onData = (chunk: Uint8Array) => {
        try {
          take(chunk);
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const onEnd = () => settle(resolve);
      const onError = (error: unknown) => settle(() => reject(cutOff(error)));
      const onClose = () => settle(() => reject(cutOff()));
      incoming.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    });
}
