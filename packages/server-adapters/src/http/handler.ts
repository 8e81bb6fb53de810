/** Feeds a body chunk by chunk to `take`; what `take` throws ends it. Rejects with a MailError. */
export type BodySource = (take: (chunk: Uint8Array) => void) => Promise<void>;

/** What the platform knows beside the request. */
export type HandlerContext = {
  /** Address of the sender as the host sees it (behind a proxy: as the host trusts it); kept with each packet. */
  remoteAddress?: string | undefined;
  /** Aborted when nobody waits for the answer any more; `request.signal` where absent. */
  signal?: AbortSignal | undefined;
  /** The exact bytes, where there is a shorter way to them than the request's stream. Made by `node`. */
  body?: BodySource | undefined;
};

/** Answers a request. Never rejects: a failure is an answer with a problem body. */
export type MailHandler = (request: Request, context?: HandlerContext) => Promise<Response>;
