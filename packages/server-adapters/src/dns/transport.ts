import { randomFillSync } from 'node:crypto';
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

/** How often the questions under way are looked through for those whose time is over. */
const tickMs = 20;

/**
 * DNS over UDP and TCP. UDP sockets are connected, so that the kernel drops what comes from elsewhere and reports
 * a closed port; what comes from the server but does not respond to the question is ignored.
 */
export function createDnsTransport(): DnsTransport {
  const pools = new WeakMap<Server, (Channel | undefined)[]>();
  const open = new Set<Endable>();
  const batches: Batches = { heard: createBatch(), unsent: createBatch() };
  let isClosed = false;
  let clock: NodeJS.Timeout | undefined;
  const expireAll = (now: number) => {
    batches.heard.run();
    let isWaiting = false;
    for (const each of open) isWaiting = each.expire(now) || isWaiting;
    clock = isWaiting ? clock?.refresh() : undefined;
  };
  // One timer for all questions over UDP: one for each costs more than writing the question. What came in time lies in the
  // sockets still where the process was busy: between a timer and an immediate the loop receives it.
  const tick = () => setImmediate(expireAll, performance.now());
  return {
    udp(server, question, options) {
      if (isClosed) return Promise.resolve({ reason: 'unreachable' });
      const channel = options.fresh
        ? openChannel(server, 1, open, batches)
        : pooled(pools, server, open, batches);
      clock ??= setTimeout(tick, tickMs);
      return channel.ask(question, options);
    },
    tcp(server, question, options) {
      if (isClosed) return Promise.resolve({ reason: 'unreachable' });
      return settled(options, (settle) => askTcp(server, question, settle, open));
    },
    close() {
      isClosed = true;
      for (const each of open) each.end();
    },
  };
}

/**
 * A socket. `expire` ends the waiting of those whose time is over, and the socket itself where it is worn and nobody waits; it
 * tells whether anybody still does.
 */
type Endable = { end(): void; expire(now: number): boolean };

/** A UDP socket to one server with the questions that wait on it. */
type Channel = { ask(question: Question, options: AskOptions): Promise<Reply>; isWorn(): boolean };

type Waiting = {
  id: number;
  question: Question;
  dueAt: number;
  sawDamaged: boolean;
  resolve: (reply: Reply) => void;
  forget: (() => void) | undefined;
};

function pooled(
  pools: WeakMap<Server, (Channel | undefined)[]>,
  server: Server,
  open: Set<Endable>,
  batches: Batches,
): Channel {
  let pool = pools.get(server);
  if (!pool) {
    pool = [];
    pools.set(server, pool);
  }
  const place = random16() % socketsPerServer;
  const present = pool[place];
  if (present && !present.isWorn()) return present;
  const channel = openChannel(server, questionsPerSocket, open, batches);
  pool[place] = channel;
  return channel;
}

/** @param questions how many it asks before it is worn */
function openChannel(
  { address, port }: Server,
  questions: number,
  open: Set<Endable>,
  { heard, unsent }: Batches,
): Channel {
  // No `Map`: each time its table is made anew the old one keeps, once it has grown old itself, the next and all that hangs
  // on it out of the reach of quick collections. A few dozen entries are looked through in no time.
  const waiting: Waiting[] = [];
  const waitingFor = (id: number) => waiting.find((entry) => entry.id === id);
  const socket: Socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
  const endsAt = performance.now() + socketLifeMs;
  let left = questions;
  let isOpen = true;
  let isConnected = false;
  let inbox: Buffer[] = [];
  let outbox: Buffer[] = [];
  const isWorn = () => !isOpen || left <= 0 || performance.now() > endsAt;
  const settle = (entry: Waiting, reply: Reply) => {
    leave(entry);
    entry.resolve(reply);
  };
  const leave = (entry: Waiting) => {
    const at = waiting.indexOf(entry);
    if (at < 0) return;
    const last = waiting.pop();
    if (last && last !== entry) waiting[at] = last;
    entry.forget?.();
    if (waiting.length === 0 && isWorn()) self.end();
  };
  const self: Endable = {
    end() {
      if (!isOpen) return;
      isOpen = false;
      open.delete(self);
      socket.close();
      for (const entry of [...waiting]) settle(entry, { reason: 'unreachable' });
    },
    expire(now) {
      for (const entry of [...waiting])
        if (entry.dueAt <= now) settle(entry, { reason: entry.sawDamaged ? 'malformed' : 'timeout' });
      // Grown old while it was idle: the last answer found it young, and the next question opens another.
      if (waiting.length === 0 && isWorn()) self.end();
      return waiting.length > 0;
    },
  };
  open.add(self);
  socket.unref();
  socket.on('error', self.end);
  const hear = (bytes: Buffer) => {
    const entry = bytes.length < 2 ? undefined : waitingFor(bytes.readUInt16BE(0));
    if (!entry) return;
    const packet = readReply(bytes, entry.id, entry.question);
    if (packet === 'damaged') entry.sawDamaged = true;
    else if (packet) settle(entry, { packet });
  };
  const hearAll = () => {
    const packets = inbox;
    inbox = [];
    for (const bytes of packets) hear(bytes);
  };
  const sendAll = () => {
    if (!isOpen || !isConnected) return;
    const packets = outbox;
    outbox = [];
    const last = packets.pop();
    for (const bytes of packets) socket.send(bytes);
    if (last) socket.send(last, sent);
  };
  // "Port closed" is told once, to the next that sends or receives; the last to send is asked, since being told costs. A full
  // buffer loses this packet only.
  const sent = (error: Error | null) => {
    if (error && !('code' in error && error.code === 'ENOBUFS')) self.end();
  };
  socket.on('message', (bytes) => {
    if (inbox.push(bytes) === 1) heard.add(hearAll);
  });
  socket.on('connect', () => {
    isConnected = true;
    sendAll();
  });
  socket.connect(port, address);
  return {
    isWorn,
    ask: (question, { ms, signal }) =>
      new Promise((resolve, reject) => {
        left--;
        let id = random16();
        while (waitingFor(id)) id = random16();
        const dueAt = performance.now() + ms;
        const entry: Waiting = { id, question, dueAt, sawDamaged: false, resolve, forget: undefined };
        if (signal) {
          const abort = () => {
            leave(entry);
            reject(signal.reason);
          };
          signal.addEventListener('abort', abort);
          entry.forget = () => signal.removeEventListener('abort', abort);
        }
        waiting.push(entry);
        if (outbox.push(writeQuestion(id, question)) === 1 && isConnected) unsent.add(sendAll);
      }),
  };
}

/** Channels where packets came or have to go. */
type Batches = { heard: Batch; unsent: Batch };

/** Work put aside until the loop comes around; `run` does it before. */
type Batch = { add(work: () => void): void; run(): void };

/**
 * With many questions under way, receiving all there is, then reading and judging it, then sending all that follows costs a
 * fifth less than doing the three for each packet: the processor stays at one thing (`npm run bench -- domains`).
 */
function createBatch(): Batch {
  let batch: (() => void)[] = [];
  const run = () => {
    const all = batch;
    batch = [];
    for (const work of all) work();
  };
  return {
    add(work) {
      if (batch.push(work) === 1) setImmediate(run);
    },
    run,
  };
}

const randoms = new Uint16Array(2_048);
let randomsLeft = 0;

/** Sixteen bits nobody can guess (RFC 5452 §4.3), fetched many at once. */
function random16(): number {
  if (randomsLeft === 0) {
    randomFillSync(randoms);
    randomsLeft = randoms.length;
  }
  return randoms[--randomsLeft] ?? 0;
}

type Settle = (reply: Reply) => void;

/** Runs a question until it settles, its time is over or its signal is aborted; `start` gives what ends the asking. */
function settled({ ms, signal }: AskOptions, start: (settle: Settle) => () => void): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stop();
    };
    const abort = () => {
      end();
      reject(signal?.reason);
    };
    const settle = (reply: Reply) => {
      end();
      resolve(reply);
    };
    const timer = setTimeout(settle, ms, { reason: 'timeout' });
    signal?.addEventListener('abort', abort);
    const stop = start(settle);
  });
}

/** One question per connection (RFC 7766 §5); the first message that responds to it counts. */
function askTcp(
  { address, port }: Server,
  question: Question,
  settle: Settle,
  open: Set<Endable>,
): () => void {
  const id = random16();
  const bytes = writeQuestion(id, question);
  const socket = connect({ host: address, port });
  const self: Endable = { end: () => settle({ reason: 'unreachable' }), expire: () => false };
  open.add(self);
  let received = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 2;
  socket.on('connect', () => {
    // Where nobody listens on a port of this machine, the kernel may take that very port for our end: connected to itself.
    if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) self.end();
    else socket.write(Buffer.concat([lengthOf(bytes), bytes]));
  });
  socket.on('error', self.end);
  socket.on('close', self.end);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      received = Buffer.concat([received, ...chunks]);
      chunks = [];
      const end = 2 + received.readUInt16BE(0);
      wanted = end;
      if (size < end) return;
      const packet = readReply(received.subarray(2, end), id, question);
      if (packet) return settle(packet === 'damaged' ? { reason: 'malformed' } : { packet });
      received = received.subarray(end);
      size = received.length;
      wanted = 2;
    }
  });
  return () => {
    open.delete(self);
    socket.destroy();
  };
}

function lengthOf({ length }: Buffer): Buffer {
  return Buffer.from([length >> 8, length & 0xff]);
}
