import { parentPort, workerData } from 'node:worker_threads';
import { isMailError } from '@mail-settings/core/store';
import { openInbox, openStore } from './sqlite/store.ts';
import type { FromThread, SentError, ThreadData, ToThread } from './sqlite/thread.ts';

/** Milliseconds before a file that could not be opened is tried again. */
const reopenAfter = 1000;

if (parentPort !== null) serve(parentPort, workerData);

/** A thread of a SQLite store: carries calls out one after the other. */
function serve(port: NonNullable<typeof parentPort>, { role, files, hostEvents }: ThreadData): void {
  const open = reopening(
    (): Record<string, unknown> => (role === 'inbox' ? openInbox(files) : openStore(files, { hostEvents })),
  );
  const tell = (message: FromThread) => port.postMessage(message);
  port.on('message', ({ no, method, args }: ToThread) => {
    try {
      const work = open()[method];
      if (typeof work !== 'function') throw new TypeError(`The thread has no method ${method}.`);
      const answer: unknown = work(...args);
      // Only loading the reader of a provider takes longer than its own turn.
      if (answer instanceof Promise) {
        answer.then(
          (answer) => tell({ no, answer }),
          (error) => tell({ no, error: sent(error) }),
        );
      } else tell({ no, answer });
    } catch (error) {
      tell({ no, error: sent(error) });
    }
    if (method === 'close') port.close();
  });
}

/** Opens at the first call; a file that could not be opened is tried again, but not for every call. */
function reopening<Opened>(open: () => Opened): () => Opened {
  let opened: { value: Opened } | null = null;
  let failure: { error: unknown; at: number } | null = null;
  return () => {
    if (opened !== null) return opened.value;
    if (failure !== null && performance.now() - failure.at < reopenAfter) throw failure.error;
    try {
      opened = { value: open() };
      return opened.value;
    } catch (error) {
      failure = { error, at: performance.now() };
      throw error;
    }
  };
}

function sent(error: unknown): SentError {
  if (isMailError(error)) return { code: error.code, message: error.message };
  return { code: null, message: 'The store failed in a way nobody foresaw.', cause: error };
}
