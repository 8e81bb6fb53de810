import type { DeliveryEvent } from './event.ts';

/** A webhook as it came, before anybody looked inside. */
export type Packet = {
  /** Made by the receiver; time-ordered (UUIDv7), so that packets are worked off in order of arrival. */
  id: string;
  receivedAt: Date;
  /** Which reader understands it: the key of a row of `webhookReaders`. */
  dialect: string;
  /** The exact bytes of the request's body, after gunzip. */
  body: Uint8Array;
  contentType: string | null;
  /** Who sent it, as the host saw it; null where the platform does not tell. */
  remoteAddress: string | null;
};

/**
 * What a reader makes of a packet. Events of an unknown kind and bad ones are counted and spoil nothing: the others
 * are applied, and the packet is set aside as well, to be read again one day. `unreadable`: nothing could be read.
 */
export type PacketReading =
  | { state: 'read'; events: DeliveryEvent[]; unknown: number; bad: number }
  | { state: 'unreadable'; reason: UnreadableReason };

/** `empty-packet`: the field with the events is missing or empty. `unknown-dialect`: no reader knows it. */
export const unreadableReasons = [
  'empty-packet',
  'not-utf8',
  'not-json',
  'not-an-array',
  'bad-event',
  'unknown-kind',
  'unknown-dialect',
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** Reads the packets of one dialect. Never throws. */
export type PacketReader = (body: Uint8Array, contentType: string | null) => PacketReading;
