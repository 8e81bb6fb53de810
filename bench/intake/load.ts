import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { DeliveryEvent, RecipientResponse } from '@mail-settings/core';
import { webhookPath, writeCesPacket } from '@mail-settings/core/providers/ces';
import { authKey, connections } from './contract.ts';

export type Load = {
  requests: number;
  /** Milliseconds to the answer, the worst but one in a hundred. */
  p99: number;
};

/** Posts packets of `size` responses of new recipients for `ms` milliseconds, always as many at a time. */
export async function load(port: number, size: number, ms: number): Promise<Load> {
  const until = performance.now() + ms;
  const waits: number[] = [];
  // Few mailings are under way at a time, and each turn has its own.
  const mailings = Array.from({ length: 4 }, () => randomUUID());
  await Promise.all(
    Array.from({ length: connections }, () =>
      runConnection(port, requestTemplate(size, mailings), until, waits),
    ),
  );
  waits.sort((one, other) => one - other);
  return { requests: waits.length, p99: waits[Math.floor(waits.length * 0.99)] ?? 0 };
}

/** A bare client: the load must cost as little as can be of the machine it shares with the server. */
function runConnection(port: number, request: () => Buffer, until: number, waits: number[]): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let seen = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(request());
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (!seen.includes('\r\n\r\n')) return;
      if (!seen.startsWith('HTTP/1.1 200')) {
        reject(new Error(`Answered ${seen.slice(0, 200)}`));
        return;
      }
      seen = '';
      waits.push(performance.now() - sentAt);
      if (performance.now() < until) send();
      else socket.end(resolve);
    });
  });
}

/** A request whose recipients are new each time; only their digits are written anew. */
function requestTemplate(size: number, mailings: readonly string[]): () => Buffer {
  const mailing = mailings[Math.floor(Math.random() * mailings.length)] ?? '';
  const recipients = Array.from({ length: size }, () => randomUUID());
  const events = recipients.map(
    (recipient, index): DeliveryEvent => ({
      kind: 'recipient',
      ...{ mailing, recipient, at: Date.now(), provider: 'ElasticEmail', clicks: 0 },
      ...(outcomes[index % outcomes.length] ?? delivered),
    }),
  );
  const body = writeCesPacket(events);
  const head = [
    `POST ${webhookPath} HTTP/1.1`,
    'host: 127.0.0.1',
    `bpmonline-signature: ${authKey}`,
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${body.length}`,
  ];
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  const places = recipients.map((recipient) => bytes.indexOf(recipient));
  return () => {
    const digits = Buffer.from(randomBytes(places.length * 10).toString('hex'));
    for (const [index, place] of places.entries()) {
      // The first eight and the last twelve digits of the GUID.
      digits.copy(bytes, place, index * 20, index * 20 + 8);
      digits.copy(bytes, place + 24, index * 20 + 8, index * 20 + 20);
    }
    return bytes;
  };
}

type Answer = Pick<RecipientResponse, 'outcome' | 'reason' | 'details' | 'opens'>;

/** What becomes of emails, as often as it does. */
const delivered: Answer = { outcome: 'delivered', reason: '', details: '', opens: 0 };
const opened: Answer = { ...delivered, outcome: 'opened', opens: 1 };
const bounced: Answer = {
  ...delivered,
  outcome: 'hard-bounce',
  reason: 'NoMailbox',
  details: 'smtp; 550 5.1.1 The email account does not exist',
};
const outcomes = [
  delivered,
  opened,
  delivered,
  delivered,
  delivered,
  opened,
  delivered,
  delivered,
  delivered,
  bounced,
];
