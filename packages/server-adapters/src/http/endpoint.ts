import { isMailError, MailError } from '@mail-settings/core';
import type { Log } from '../log.ts';
import { type AnswerHeaders, problemAnswer } from './answer.ts';
import type { HandlerContext, MailHandler } from './handler.ts';

/** The work of one endpoint. What it throws becomes the answer. */
export type Endpoint = (call: {
  request: Request;
  context: HandlerContext | undefined;
  requestId: string;
}) => Promise<Response>;

export type EndpointHost = {
  /** Makes the endpoint's handler: it gives the request a name, answers failures and logs them. */
  handler(
    name: string,
    endpoint: Endpoint,
    /** What every failure carries in its head; nothing. */
    failureHeaders?: (request: Request) => AnswerHeaders,
  ): MailHandler;
  /** From now on every call is answered `overloaded`. Resolves when those that run are answered, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
};

export function createEndpointHost({ log, newId }: { log: Log; newId: () => string }): EndpointHost {
  let running = 0;
  let isClosing = false;
  let finished: (() => void) | undefined;
  const answerTo = (error: unknown, at: string, requestId: string, headers: AnswerHeaders): Response => {
    if (isMailError(error)) {
      const isOurs = error.code === 'body-consumed' || error.code === 'store-unavailable';
      log({
        level: isOurs ? 'error' : 'info',
        event: isOurs ? 'call-failed' : 'call-refused',
        at,
        requestId,
        reason: error.code,
        message: error.message,
        ...(isOurs && { error: error.cause ?? error }),
      });
      return problemAnswer(error, requestId, headers);
    }
    log({ level: 'error', event: 'call-failed', at, requestId, reason: 'unexpected', error });
    return problemAnswer(new MailError('unexpected', 'Unexpected.'), requestId, headers);
  };
  return {
    handler: (name, endpoint, failureHeaders) => async (request, context) => {
      const requestId = newId();
      if (isClosing) {
        const error = new MailError('overloaded', 'This server is being stopped.', { retryAfter: 5 });
        return problemAnswer(error, requestId, { connection: 'close' });
      }
      running += 1;
      try {
        return await endpoint({ request, context, requestId });
      } catch (error) {
        return answerTo(error, name, requestId, failureHeaders?.(request) ?? {});
      } finally {
        running -= 1;
        if (running === 0) finished?.();
      }
    },
    async close(graceMs) {
      isClosing = true;
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        finished = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
