import type { DeliveryEvent } from './event.ts';

/** A webhook as it came, before anybody looked inside. */
export type Packet = {
  /** Made by the receiver; time-ordered (UUIDv7), so that packets are processed in order of arrival. */
  id: string;
  receivedAt: Date;
  /** Id of the provider that sent it: its reader understands it. */
  provider: string;
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

/**
 * `empty-packet`: the field with the events is missing or empty. `unknown-provider`: the host lists no such provider, or no
 * longer. `reader-failed`: the reader threw, which none may.
 */
export const unreadableReasons = [
  'empty-packet',
  'not-utf8',
  'not-json',
  'not-an-array',
  'bad-event',
  'unknown-kind',
  'unknown-provider',
  'reader-failed',
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** Reads the packets of one provider. Never throws. */
export type PacketReader = (body: Uint8Array, contentType: string | null) => PacketReading;

/** How packets are read, by the id of their provider. */
export type PacketReaders = Readonly<
  Record<
    string,
    {
      read: PacketReader;
      /** URL of a module that exports the same function as `read`; null: there is none. */
      module: string | null;
    }
  >
>;
