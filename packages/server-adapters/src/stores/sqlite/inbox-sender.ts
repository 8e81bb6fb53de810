import { MailError } from '@mail-settings/core/store';
import { type Arrived, packed, type SentPackets } from './sent-packets.ts';
import type { Thread } from './thread.ts';

/** Packets on their way to the thread that keeps them. */
export type InboxSender = {
  /** Resolves once the packet is synced. */
  accept(arrived: Arrived): Promise<void>;
  /** Takes nothing more and waits for what was taken. */
  close(): Promise<void>;
};

type Keeper = Pick<Thread<{ acceptSent(packets: SentPackets): void }>, 'transfer'>;
type Waiting = Arrived & { resolve(): void; reject(error: unknown): void };

/** One message that is being synced, and one that waits for the thread: with fewer, the two would wait for each other. */
const mostUnderWay = 2;

/**
 * Packets that come while messages are under way travel together in the next, and share its sync: the slower the disk,
 * the larger the groups. Waking the other thread costs more than a small packet does.
 */
export function createInboxSender(thread: Keeper): InboxSender {
  let box: Waiting[] = [];
  let underWay = 0;
  let isScheduled = false;
  let refusal: MailError | null = null;
  let drained: (() => void) | null = null;

  const send = () => {
    isScheduled = false;
    if (box.length === 0 && underWay === 0) drained?.();
    if (box.length === 0 || underWay === mostUnderWay) return;
    const waiting = box;
    box = [];
    underWay += 1;
    void keep(thread, waiting).then(() => {
      underWay -= 1;
      send();
    });
  };
  return {
    accept: (arrived) =>
      new Promise((resolve, reject) => {
        if (refusal !== null) throw refusal;
        box.push({ ...arrived, resolve, reject });
        if (isScheduled) return;
        // What arrives in one turn of the event loop travels together.
        isScheduled = true;
        setImmediate(send);
      }),
    close() {
      refusal ??= new MailError('store-unavailable', 'The store is closed.');
      return new Promise((resolve) => {
        drained = resolve;
        send();
      });
    },
  };
}

async function keep(thread: Keeper, waiting: readonly Waiting[]): Promise<void> {
  const packets = packed(waiting);
  try {
    await thread.transfer('acceptSent', [packets], packets.buffers);
    for (const { resolve } of waiting) resolve();
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}
