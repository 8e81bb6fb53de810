import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type Packet, type Question, readReply, writeQuestion } from './packet.ts';

export type Server = { address: string; port: number };

export type Reply = { packet: Packet } | { reason: 'timeout' | 'malformed' | 'unreachable' };

export type AskOptions = {
  ms: number;
  signal?: AbortSignal | undefined;
  /** A socket of its own: for servers that are asked once. */
  fresh?: boolean;
};

/** One question to one server. Never rejects, save with the signal's own reason. */
export interface DnsTransport {
  udp(server: Server, question: Question, options: AskOptions): Promise<Reply>;
  tcp(server: Server, question: Question, options: AskOptions): Promise<Reply>;
  /** Ends sockets; what still waits is `unreachable`. */
  close(): void;
}

/** Sockets kept open to one server, and how long: the port is half of what a forger has to guess (RFC 5452 §4.5). */
const socketsPerServer = 4;
const questionsPerSocket = 500;
const socketLifeMs = 10_000;

/**
 * DNS over UDP and TCP. UDP sockets are connected, so that the kernel drops what comes from elsewhere and reports
 * a closed port; what comes from the server but does not answer the question is left unheard.
 */
export function createDnsTransport(): DnsTransport {
  const pools = new Map<string, (Channel | undefined)[]>();
  const open = new Set<{ end(): void }>();
  let isClosed = false;
  const run = (options: AskOptions, start: (settle: Settle) => Stop) =>
    isClosed ? Promise.resolve<Reply>({ reason: 'unreachable' }) : settled(options, start);
  return {
    udp: (server, question, options) =>
      run(options, (settle) => {
        const channel = options.fresh ? openChannel(server, open) : pooled(pools, server, open);
        return channel.ask(question, settle);
      }),
    tcp: (server, question, options) => run(options, (settle) => askTcp(server, question, settle, open)),
    close() {
      isClosed = true;
      for (const each of open) each.end();
      pools.clear();
    },
  };
}

type Settle = (reply: Reply) => void;
/** Ends the asking, and says whether something unreadable had come. */
type Stop = () => { sawGarbage: boolean };

/** Runs a question until it settles, its time is over or its signal is aborted. */
function settled({ ms, signal }: AskOptions, start: (settle: Settle) => Stop): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      return stop();
    };
    const abort = () => {
      end();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => resolve({ reason: end().sawGarbage ? 'malformed' : 'timeout' }), ms);
    signal?.addEventListener('abort', abort);
    const stop = start((reply) => {
      end();
      resolve(reply);
    });
  });
}

/** A UDP socket to one server with the questions that wait on it. */
type Channel = { ask(question: Question, settle: Settle): Stop; isWorn(): boolean };

type Waiting = { question: Question; settle: Settle; sawGarbage: boolean };

function pooled(
  pools: Map<string, (Channel | undefined)[]>,
  server: Server,
  open: Set<{ end(): void }>,
): Channel {
  const key = `${server.address} ${server.port}`;
  const pool = pools.get(key) ?? [];
  pools.set(key, pool);
  const place = randomInt(socketsPerServer);
  const present = pool[place];
  if (present && !present.isWorn()) return present;
  const channel = openChannel(server, open, questionsPerSocket);
  pool[place] = channel;
  return channel;
}

function openChannel({ address, port }: Server, open: Set<{ end(): void }>, questions = 1): Channel {
  const waiting = new Map<number, Waiting>();
  const socket: Socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
  const endsAt = Date.now() + socketLifeMs;
  let left = questions;
  let isOpen = true;
  let unsent: Buffer[] | undefined = [];
  const self = {
    end() {
      if (!isOpen) return;
      isOpen = false;
      open.delete(self);
      socket.close();
      for (const { settle } of [...waiting.values()]) settle({ reason: 'unreachable' });
    },
  };
  open.add(self);
  const isWorn = () => !isOpen || left <= 0 || Date.now() > endsAt;
  socket.unref();
  socket.on('error', self.end);
  socket.on('message', (bytes) => {
    const id = bytes.length < 2 ? -1 : bytes.readUInt16BE(0);
    const entry = waiting.get(id);
    if (!entry) return;
    const packet = readReply(bytes, id, entry.question);
    if (packet) entry.settle({ packet });
    else entry.sawGarbage = true;
  });
  socket.on('connect', () => {
    if (isOpen) for (const bytes of unsent ?? []) socket.send(bytes);
    unsent = undefined;
  });
  socket.connect(port, address);
  return {
    isWorn,
    ask(question, settle) {
      left--;
      const id = freeId(waiting);
      const entry = { question, settle, sawGarbage: false };
      waiting.set(id, entry);
      const bytes = writeQuestion(id, question);
      if (unsent) unsent.push(bytes);
      else socket.send(bytes);
      return () => {
        waiting.delete(id);
        if (waiting.size === 0 && isWorn()) self.end();
        return entry;
      };
    },
  };
}

function freeId(taken: Map<number, unknown>): number {
  let id = randomInt(65_536);
  while (taken.has(id)) id = randomInt(65_536);
  return id;
}

/** One question per connection (RFC 7766 §5); the first message that comes back counts. */
function askTcp(
  { address, port }: Server,
  question: Question,
  settle: Settle,
  open: Set<{ end(): void }>,
): Stop {
  const id = randomInt(65_536);
  const bytes = writeQuestion(id, question);
  const socket = connect({ host: address, port });
  const self = { end: () => settle({ reason: 'unreachable' }) };
  open.add(self);
  const chunks: Buffer[] = [];
  let size = 0;
  let wanted = 2;
  socket.on('connect', () => socket.write(Buffer.concat([lengthOf(bytes), bytes])));
  socket.on('error', self.end);
  socket.on('close', self.end);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < wanted) return;
    const received = Buffer.concat(chunks);
    wanted = 2 + received.readUInt16BE(0);
    if (size < wanted) return;
    const packet = readReply(received.subarray(2, wanted), id, question);
    settle(packet ? { packet } : { reason: 'malformed' });
  });
  return () => {
    open.delete(self);
    socket.destroy();
    return { sawGarbage: false };
  };
}

function lengthOf({ length }: Buffer): Buffer {
  return Buffer.from([length >> 8, length & 0xff]);
}
