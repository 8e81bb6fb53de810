import { Worker } from 'node:worker_threads';
import type { MailErrorCode } from '@mail-settings/core';
import { MailError } from '@mail-settings/core/store';

/** `busyMs`: how long to wait for another process that is writing. */
export type StoreFiles = { store: string; inbox: string; busyMs: number };

export type ThreadData = { role: 'inbox' | 'store'; files: StoreFiles; hostEvents: boolean };
export type ToThread = { no: number; method: string; args: readonly unknown[] };
export type FromThread = { no: number; answer: unknown } | { no: number; error: SentError };
export type SentError = { code: MailErrorCode | null; message: string; cause?: unknown };

/** What is in a thread, from outside: the same methods, each answered later. */
export type Remote<Inside> = {
  [Method in keyof Inside]: Inside[Method] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : never;
};

export type Thread<Inside> = {
  call: Remote<Inside>;
  /** The same with buffers that are transferred instead of copied. */
  transfer(method: keyof Inside & string, args: readonly unknown[], buffers: ArrayBuffer[]): Promise<unknown>;
  /** Lets what is under way end. Later calls reject. */
  close(): Promise<void>;
};

/** Milliseconds after which a dead thread is replaced: one that dies of its work must not eat the machine. */
const restartAfter = 1000;

/**
 * Starts a thread of a store. If it dies (memory ran out), all that wait reject with `store-unavailable`, and a later call starts
 * another: whatever was committed is in the files.
 */
export function startThread<Inside>(workerData: ThreadData): Thread<Inside> {
  const calls = new Map<number, { resolve(answer: unknown): void; reject(error: unknown): void }>();
  let last = 0;
  let refusal: MailError | null = null;
  let ended: { error: MailError; at: number } | null = null;

  const start = (): Worker => {
    const started = new Worker(new URL('../sqlite-worker.ts', import.meta.url), { workerData });
    // A store without a pending call keeps no process alive.
    started.unref();
    started.on('message', (message: FromThread) => {
      const call = calls.get(message.no);
      calls.delete(message.no);
      if (calls.size === 0) started.unref();
      if ('error' in message) call?.reject(received(message.error));
      else call?.resolve(message.answer);
    });
    let cause: unknown;
    started.on('error', (error) => {
      cause = error;
    });
    started.on('exit', () => {
      const error = new MailError('store-unavailable', 'The thread of the store has ended.', { cause });
      worker = null;
      ended = { error, at: performance.now() };
      for (const { reject } of calls.values()) reject(error);
      calls.clear();
    });
    return started;
  };
  let worker: Worker | null = start();

  const ask = (method: string, args: readonly unknown[], buffers: ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (refusal !== null) throw refusal;
      if (worker === null && ended !== null && performance.now() - ended.at < restartAfter) throw ended.error;
      worker ??= start();
      if (calls.size === 0) worker.ref();
      const no = ++last;
      worker.postMessage({ no, method, args } satisfies ToThread, buffers);
      calls.set(no, { resolve, reject });
    });

  return {
    call: new Proxy({} as Remote<Inside>, {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          ask(String(method), args),
    }),
    transfer: ask,
    async close() {
      const closed = worker === null ? undefined : ask('close', []);
      refusal ??= new MailError('store-unavailable', 'The store is closed.');
      await closed?.catch(() => {});
      await worker?.terminate();
    },
  };
}

function received({ code, message, cause }: SentError): Error {
  return code === null ? new Error(message, { cause }) : new MailError(code, message);
}
