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

/** Where a module is: a store that reads packets in a thread of its own loads a provider's reader by it. */
interface ImportMeta {
  readonly url: string;
}

/** Passed through to ports, never created in core. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Base64 to bytes, one character each; throws on what is no base64. */
declare function atob(text: string): string;

/** Bytes to text; with `fatal` it throws on what is not in the encoding. */
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
