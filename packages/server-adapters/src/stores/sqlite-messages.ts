import type { MailErrorCode, Packet, Tenant } from '@mail-settings/core';
import type { PortName } from './store-ports.ts';

/** What a SQLite store and its worker tell each other. */
export type WorkerOptions = { path: string; hostEvents: boolean };

/** A packet on its way; its bytes lie in a buffer beside it, where small ones of several packets share one. */
export type SentPacket = {
  tenant: Tenant;
  packet: Omit<Packet, 'body'>;
  buffer: ArrayBuffer;
  offset: number;
  length: number;
};

export type ToWorker =
  | { kind: 'accept'; packets: SentPacket[] }
  | { kind: 'call'; no: number; port: PortName; method: string; args: readonly unknown[] }
  | { kind: 'healthy'; no: number }
  | { kind: 'close'; no: number };

export type SentError = { code: MailErrorCode | null; message: string; cause?: unknown };

/** Packets are answered for in the order they were sent, `count` at a time. */
export type FromWorker =
  | { kind: 'accepted'; count: number; error: SentError | null }
  | { kind: 'answer'; no: number; answer: unknown }
  | { kind: 'failed'; no: number; error: SentError };
