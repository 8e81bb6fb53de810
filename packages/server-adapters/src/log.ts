import type { Tenant } from '@mail-settings/core';

/**
 * What the handlers tell the host's log. Never a key, an address of a person or a body; `error` is the thrown value
 * of what went wrong unexpectedly, for the host to print as it prints its own.
 */
export type LogRecord = {
  level: 'info' | 'warn' | 'error';
  event:
    | 'call-refused'
    | 'call-failed'
    | 'keys-unreadable'
    | 'processing-failed'
    | 'packets-unreadable'
    | 'reader-not-in-thread'
    | 'host-events-failed'
    | 'background-failed'
    | 'job-failed'
    | 'lease-lost'
    | 'leases-unavailable';
  /** As in the answer's `x-request-id`. */
  requestId?: string | undefined;
  tenant?: Tenant | undefined;
  /** Id of the provider. */
  provider?: string | undefined;
  /** Which endpoint, operation or job. */
  at?: string | undefined;
  /** Stable words: a MailError code, or why a key was refused. */
  reason?: string | undefined;
  /** For people. */
  message?: string | undefined;
  count?: number | undefined;
  error?: unknown;
};

export type Log = (record: LogRecord) => void;

/** A log of the host's that fails must not take a request or the process with it. */
export function harmless(log: Log | undefined): Log {
  return (record) => {
    try {
      log?.(record);
    } catch {
      // Nobody is left to tell.
    }
  };
}
