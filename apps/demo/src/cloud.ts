import { randomBytes } from 'node:crypto';
import {
  createFakeCloud,
  createFakeSender,
  damagedPackets,
  type FakeAccount,
  type FakeCloud,
  type FakeCloudState,
  type FakeMailing,
  planTimeline,
} from '@mail-settings/client/testing';
import type { ResolveDns } from '@mail-settings/core';
import type { DemoState } from './state.ts';

export type CloudOptions = {
  state: DemoState;
  /** How the service reaches the host. */
  fetch: typeof fetch;
  /** How the service queries the customer's DNS. */
  resolveDns: ResolveDns;
  allowHosts: readonly string[];
  /** Milliseconds between two packets of responses. */
  paceMs: number;
};

export type DemoCloud = {
  cloud: FakeCloud;
  account: FakeAccount;
  other: FakeAccount;
  /** Whether responses follow by themselves after a launch. */
  automatic: boolean;
  /** Plays what is left of the responses of all mailings; rejects where the host does not take them. */
  sendResponses(): Promise<void>;
  /** Tells of a fifth of a mailing's recipients that their mailboxes do not exist. */
  sendBounces(mailing: FakeMailing): Promise<void>;
  /** Sends a packet that nobody can read; answers the HTTP status. */
  sendUnreadable(): Promise<number>;
  /** What the last automatic run met, for the fault board. */
  problem: string | null;
  /** Writes down what was changed from outside. Changes by calls are written down by themselves. */
  keep(): void;
  close(): Promise<void>;
};

/** The simulated service as it was left; a new one has made-up keys that stay for as long as the data folder does. */
export function openCloud({ state, paceMs, ...options }: CloudOptions): DemoCloud {
  const kept = state.read('cloud');
  const restored: { cloud?: FakeCloudState; automatic?: boolean } =
    kept === undefined ? {} : JSON.parse(kept);
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  let due: NodeJS.Immediate | undefined;
  const keepSoon = () => {
    due ??= setImmediate(() => demo.keep());
  };
  const cloud = createFakeCloud({
    ...options,
    ...(restored.cloud === undefined ? {} : { state: restored.cloud }),
    accounts: [
      {
        name: accountName,
        apiKey: newKey('api'),
        authKey: newKey('auth'),
        provider: 'UniOne',
        dailyLimit: 5000,
      },
      { name: otherName, apiKey: newKey('api'), authKey: newKey('auth'), provider: 'UniOne' },
    ],
    onChange: keepSoon,
    onSent: (mailing) => {
      if (demo.automatic) playSoon(mailing);
    },
  });
  const sender = createFakeSender({ fetch: options.fetch, allowHosts: options.allowHosts, paceMs });
  const account = cloud.account(accountName);

  const playSoon = (mailing: FakeMailing) => {
    const run: Promise<void> = sender
      .play(mailing, account, stop.signal)
      .then(() => {
        demo.problem = null;
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted)
          demo.problem = error instanceof Error ? error.message : 'No packet was taken.';
      })
      .finally(() => {
        running.delete(run);
        if (!stop.signal.aborted) keepSoon();
      });
    running.add(run);
  };
  const target = () => {
    const found = sender.targetOf(account);
    if (found === null) throw new Error('No response domain is registered yet.');
    return found;
  };

  const demo: DemoCloud = {
    cloud,
    account,
    other: cloud.account(otherName),
    automatic: restored.automatic ?? true,
    problem: null,
    async sendResponses() {
      const open = cloud.state.mailings.filter(
        (mailing) => mailing.account === accountName && !mailing.finished,
      );
      for (const mailing of open) await sender.play(mailing, account, stop.signal);
      keepSoon();
    },
    async sendBounces({ emailId, recipients }) {
      const some = recipients.slice(0, Math.ceil(recipients.length / 5));
      const timeline = planTimeline({
        mailing: emailId,
        recipients: some.map((recipient) => ({ ...recipient, email: `bounce-${recipient.email}` })),
        links: [],
        start: new Date(),
        provider: account.provider,
      });
      for (const { events } of timeline) await sender.post(target(), events, stop.signal);
    },
    async sendUnreadable() {
      const cut = damagedPackets([]).find(({ name }) => name === 'no array');
      if (cut === undefined) throw new Error('There is no such packet.');
      return sender.post(target(), cut.packet, stop.signal);
    },
    keep() {
      clearImmediate(due);
      due = undefined;
      state.write('cloud', JSON.stringify({ cloud: cloud.state, automatic: demo.automatic }));
    },
    async close() {
      stop.abort();
      await Promise.allSettled(running);
      demo.keep();
    },
  };
  demo.keep();
  if (demo.automatic) for (const mailing of cloud.state.mailings) if (!mailing.finished) playSoon(mailing);
  return demo;
}

/** The account of the demo's customer. */
const accountName = 'Example Trading';
/** Somebody else's account: it can hold a response domain that the customer wants. */
const otherName = 'Somebody Else';

const newKey = (kind: string) => `${kind}-${randomBytes(20).toString('hex')}`;
