import { type DeliveryEvent, type Ended, parseResponseDomain, publicUrl } from '@mail-settings/core';
import { webhookPath } from '@mail-settings/core/providers/ces';
import type { Fetch } from '../failure.ts';
import type { FakeAccount, FakeMailing } from './cloud-state.ts';
import { pause } from './faults.ts';
import { type FakePacket, headersOf, packetOf } from './packets.ts';
import { linksOf, planTimeline, totalsEvent } from './timeline.ts';

export type FakeSenderOptions = {
  /** How packets reach the host. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Milliseconds between two packets of a mailing that is played; 0. */
  paceMs?: number;
  /** Outcomes of recipients whose address says none. */
  seed?: number;
  /** Events of one packet; 100. */
  packetSize?: number;
  /** Further tries of a packet the host did not take, with growing pauses from `retryMs`; 3. */
  retries?: number;
  /** First pause before a further try; 1,000. */
  retryMs?: number;
  /** Names accepted as response domains although they look private. */
  allowHosts?: readonly string[];
  now?: () => Date;
};

/** Where responses go and what they show. */
export type FakeTarget = { url: string; authKey: string };

export interface FakeSender {
  /** Posts one packet once and gives the HTTP status; rejects where there is no answer. */
  post(
    target: FakeTarget,
    packet: FakePacket | readonly DeliveryEvent[],
    signal?: AbortSignal,
  ): Promise<number>;
  /**
   * Plays the responses of a mailing to its account's response domain: interim totals, everybody's timeline, closing
   * totals with state 2. Recipients that come while it plays are played as well; a stopped mailing ends with totals
   * alone. Resolves when all was taken; rejects when the host took a packet at no try, and may be called again.
   */
  play(mailing: FakeMailing, account: FakeAccount, signal?: AbortSignal): Promise<void>;
  /** Where an account's responses go; null while no response domain is registered. */
  targetOf(account: FakeAccount): FakeTarget | null;
}

/**
 * The part of the fake cloud that calls hosts: true webhook packets of all six kinds.
 *
 * ```ts
 * import { createFakeSender, planTimeline, damagedPackets } from '@mail-settings/client/testing';
 *
 * const sender = createFakeSender();
 * const target = {
 *   url: 'https://crm.example.com/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks',
 *   authKey: 'auth-key-of-acme',
 * };
 * const [first] = planTimeline({
 *   mailing: crypto.randomUUID(),
 *   recipients: [{ id: crypto.randomUUID(), email: 'open@example.org', name: 'Ann', fields: {} }],
 *   links: [],
 *   start: new Date(),
 *   provider: 'UniOne',
 * });
 * const events = first?.events ?? [];
 * console.log(await sender.post(target, events)); // 200 from a host that is set up
 * for (const { name, expect, packet } of damagedPackets(events)) {
 *   console.log(name, expect, await sender.post(target, packet));
 * }
 * ```
 */
export function createFakeSender(options: FakeSenderOptions = {}): FakeSender {
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const {
    paceMs = 0,
    retries = 3,
    retryMs = 1_000,
    now = () => new Date(),
    seed = 1,
    packetSize = 100,
  } = options;
  const playing = new Map<string, Promise<void>>();

  const sender: FakeSender = {
    async post(target, packet, signal) {
      const ready = 'body' in packet ? packet : packetOf(packet);
      const response = await fetch(target.url, {
        method: 'POST',
        headers: headersOf(ready, target.authKey),
        body: ready.body,
        redirect: 'manual',
        ...(signal && { signal }),
      });
      await response.body?.cancel();
      return response.status;
    },

    play(mailing, account, signal) {
      const running = playing.get(mailing.emailId);
      if (running) return running;
      const run = playAll(mailing, account, signal).finally(() => playing.delete(mailing.emailId));
      playing.set(mailing.emailId, run);
      return run;
    },

    targetOf({ responseDomain, authKey }) {
      const address = parseResponseDomain(responseDomain ?? '', { allowHosts: options.allowHosts ?? [] });
      return address.ok ? { url: publicUrl(address.value, webhookPath), authKey } : null;
    },
  };
  return sender;

  async function playAll(mailing: FakeMailing, account: FakeAccount, signal?: AbortSignal): Promise<void> {
    while (!mailing.finished) {
      const recipients = mailing.recipients.slice(0);
      const from = mailing.answered;
      const timeline = planTimeline({
        mailing: mailing.emailId,
        recipients: recipients.slice(from),
        links: linksOf(mailing.html),
        start: now(),
        provider: account.provider,
        seed,
        packetSize,
      });
      await deliver(account, [totals(mailing, recipients.length, null)], signal);
      for (const { events } of timeline) {
        if (mailing.stopped) break;
        await deliver(account, events, signal);
      }
      if (!mailing.stopped) mailing.answered = recipients.length;
      if (!mailing.stopped && mailing.answered < mailing.recipients.length) continue;
      await deliver(
        account,
        [totals(mailing, mailing.answered, mailing.stopped ? null : 'completed')],
        signal,
      );
      mailing.finished = mailing.stopped || mailing.answered === mailing.recipients.length;
    }
  }

  function totals(mailing: FakeMailing, answered: number, ended: Ended | null): DeliveryEvent {
    return totalsEvent({
      mailing: mailing.emailId,
      recipients: mailing.recipients.slice(0, answered),
      at: now(),
      seed,
      ended,
      stopped: mailing.stopped ? mailing.recipients.length - answered : 0,
    });
  }

  /** Reads the target anew for each try: a host may register another domain meanwhile. */
  async function deliver(account: FakeAccount, events: DeliveryEvent[], signal?: AbortSignal): Promise<void> {
    let last: unknown = 'no response domain is registered';
    for (let attempt = 0; attempt <= retries; attempt++) {
      await pause(attempt === 0 ? paceMs : retryMs * 2 ** (attempt - 1), signal);
      const target = sender.targetOf(account);
      if (target === null) continue;
      try {
        last = await sender.post(target, events, signal);
        if (typeof last === 'number' && last >= 200 && last < 300) return;
      } catch (error) {
        signal?.throwIfAborted();
        last = error;
      }
    }
    throw new Error(`The host took no packet${typeof last === 'number' ? `: HTTP status ${last}` : ''}.`, {
      cause: last,
    });
  }
}
