import { randomUUID } from 'node:crypto';
import type { DeliveryEvent, Launch, Packet, ReportedTotals, Tenant } from '@mail-settings/core';
import { formContentType, writeCesPacket } from '@mail-settings/core/providers/ces';

export const noon = new Date('2026-11-24T12:00:00.000Z');
export const later = new Date('2026-11-24T15:00:00.000Z');
export const now = new Date('2026-11-24T16:00:00.000Z');

export const newId = (): string => randomUUID();
export const newTenant = (): Tenant => `tenant ${randomUUID()}`;
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const form = (items: unknown): Uint8Array =>
  bytes(`webhooks=${encodeURIComponent(JSON.stringify(items))}`);

export const launch = (more: Partial<Launch> = {}): Launch => ({
  id: newId(),
  mailing: { id: 'm', name: 'News' },
  from: { email: 'news@a.example', name: 'News' },
  test: false,
  state: 'preparing',
  recipients: 10,
  sent: 0,
  unknown: 0,
  error: null,
  actor: { id: 'u', name: 'A' },
  createdAt: noon.toISOString(),
  updatedAt: noon.toISOString(),
  ...more,
});

type Response = Extract<DeliveryEvent, { kind: 'recipient' }>;

export const response = (
  more: { [Field in keyof Response]?: Response[Field] | undefined } = {},
): Response => ({
  kind: 'recipient',
  at: more.at ?? noon.getTime(),
  mailing: more.mailing ?? newId(),
  recipient: more.recipient ?? newId(),
  outcome: more.outcome ?? 'delivered',
  reason: more.reason ?? '',
  details: more.details ?? '',
  opens: more.opens ?? 0,
  clicks: more.clicks ?? 0,
  provider: more.provider ?? '',
});

export const counts = (more: Partial<ReportedTotals> = {}): ReportedTotals => ({
  ...{ sent: 0, delivered: 0, opens: 0, clicks: 0, unsubscribed: 0, spam: 0, hardBounce: 0, softBounce: 0 },
  ...{ rejected: 0, deliveryError: 0, expired: 0, stopped: 0 },
  ...more,
});

export function oneOfEachKind(): DeliveryEvent[] {
  const personal = response({ reason: 'other', details: 'Ж', provider: 'p', opens: 1 });
  const { at, mailing, recipient } = personal;
  const link = 'https://a.example/?b';
  return [
    { kind: 'mailing-totals', at, mailing, totals: counts({ sent: 1 }), ended: null },
    personal,
    { ...personal, kind: 'recipient-hour', hour: '2026-11-24T11:00Z' },
    { kind: 'recipient-link', at, mailing, recipient, link },
    { kind: 'mailing-link', at, mailing, link, clicks: 1 },
    { kind: 'unsubscribe', at, recipient, address: 'A@a.example' },
  ];
}

/** Ids in order of making, as receivers make them (UUIDv7). */
let packetNo = 0;
const newPacketId = () => `00000000-0000-7000-8000-${(++packetNo).toString(16).padStart(12, '0')}`;

export const packet = (events: readonly DeliveryEvent[], more: Partial<Packet> = {}): Packet => ({
  id: newPacketId(),
  receivedAt: noon,
  provider: 'ces',
  body: bytes(writeCesPacket(events)),
  contentType: formContentType,
  remoteAddress: null,
  ...more,
});
