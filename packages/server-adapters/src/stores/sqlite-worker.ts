import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { isMailError, type MailStore, type Packet, type Tenant } from '@mail-settings/core';
import { openStore, type SqliteTables } from './sqlite/store.ts';
import type { FromWorker, SentError, ToWorker, WorkerOptions } from './sqlite-messages.ts';
import { callPort } from './store-ports.ts';

/**
 * The thread of a SQLite store. It works in turns: first all packets that wait, in one step with one sync; then the
 * calls; then a short piece of processing, so that the next packets never wait for long.
 */
if (parentPort !== null) work(parentPort, workerData);

/** Milliseconds a piece of processing may take. */
const pieceTime = 8;
/** Milliseconds before a file that could not be opened is tried again. */
const reopenAfter = 1000;

type ProcessArgs = Parameters<MailStore['delivery']['process']>;
type Run = { no: number; tenant: Tenant; limit: number; now: Date; report: ReturnType<typeof emptyReport> };

const emptyReport = () => ({ packets: 0, applied: 0, repeated: 0, rejected: 0, left: 0 });

function work(port: MessagePort, options: WorkerOptions): void {
  const waiting: { tenant: Tenant; packet: Packet }[] = [];
  const calls: (() => void)[] = [];
  const runs: Run[] = [];
  const store = reopening(options);
  let isTurning = false;

  const tell = (message: FromWorker) => port.postMessage(message);
  const answering = (no: number, call: () => unknown): void => {
    try {
      tell({ kind: 'answer', no, answer: call() });
    } catch (error) {
      tell({ kind: 'failed', no, error: sent(error) });
    }
  };

  port.on('message', (message: ToWorker) => {
    hear(message);
    if (isTurning) return;
    isTurning = true;
    // Messages that came together are taken in one turn.
    setImmediate(turn);
  });

  function hear(message: ToWorker): void {
    switch (message.kind) {
      case 'accept':
        for (const { tenant, packet, buffer, offset, length } of message.packets) {
          waiting.push({ tenant, packet: { ...packet, body: new Uint8Array(buffer, offset, length) } });
        }
        break;
      case 'healthy':
        calls.push(() => answering(message.no, () => store().checkWritable()));
        break;
      case 'close':
        calls.push(() => {
          answering(message.no, () => store().close());
          port.close();
        });
        break;
      case 'call':
        if (message.port === 'delivery' && message.method === 'process') {
          const [tenant, { limit, now }] = message.args as ProcessArgs;
          runs.push({ no: message.no, tenant, limit, now, report: emptyReport() });
        } else {
          const { no, port: name, method, args } = message;
          calls.push(() => answering(no, () => callPort(store().ports, name, method, args)));
        }
    }
  }

  function turn(): void {
    if (waiting.length > 0) keep(waiting.splice(0));
    for (const call of calls.splice(0)) call();
    const run = runs[0];
    if (run !== undefined && goOn(run)) runs.shift();
    isTurning = waiting.length > 0 || calls.length > 0 || runs.length > 0;
    if (isTurning) setImmediate(turn);
  }

  function keep(packets: { tenant: Tenant; packet: Packet }[]): void {
    try {
      store().delivery.accept(packets);
      tell({ kind: 'accepted', count: packets.length, error: null });
    } catch (error) {
      // One packet that cannot be stored must not take the others with it; a store that is away takes none.
      if (packets.length > 1 && !isMailError(error)) for (const packet of packets) keep([packet]);
      else tell({ kind: 'accepted', count: packets.length, error: sent(error) });
    }
  }

  /** True once the run is answered. */
  function goOn({ no, tenant, limit, now, report }: Run): boolean {
    const end = performance.now() + pieceTime;
    try {
      const piece = store().delivery.process(tenant, {
        limit: limit - report.packets,
        now,
        isEnough: () => performance.now() > end,
      });
      report.packets += piece.packets;
      report.applied += piece.applied;
      report.repeated += piece.repeated;
      report.rejected += piece.rejected;
      report.left = piece.left;
      if (piece.packets > 0 && report.packets < limit && piece.left > 0) return false;
      tell({ kind: 'answer', no, answer: report });
    } catch (error) {
      tell({ kind: 'failed', no, error: sent(error) });
    }
    return true;
  }
}

/** The store, opened at the first call; a file that could not be opened is tried again, but not for every packet. */
function reopening(options: WorkerOptions): () => SqliteTables {
  let store: SqliteTables | null = null;
  let failure: { error: unknown; at: number } | null = null;
  return () => {
    if (store !== null) return store;
    if (failure !== null && performance.now() - failure.at < reopenAfter) throw failure.error;
    try {
      store = openStore(options);
      return store;
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
