/**
 * The Web-standard globals core may use: same in browsers, Node and workers, and none of them does I/O.
 * Anything else (fetch, timers, the DOM, node:*) is a compile error in core.
 */
declare class URL {
  constructor(url: string, base?: string);
  hash: string;
  host: string;
  hostname: string;
  readonly href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  username: string;
}

/** Passed through to ports, never created in core. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}
