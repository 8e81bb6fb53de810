import { request as httpRequest } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { CertificateReport, Probe, ProbeReport, ProbeStage } from '@mail-settings/core';
import { untilAborted } from '@mail-settings/core/server';
import { certificateReport } from './certificate.ts';
import { createGuard, type GuardOptions, type Target } from './guard.ts';
import { patience, pinnedTo } from './guarded-fetch.ts';
import { outboundCause, outboundError, wordFor } from './outbound-error.ts';

export type ProbeOptions = GuardOptions & {
  /** Milliseconds for all stages together; 10,000. */
  timeoutMs?: number;
  now?: () => Date;
};

/** As much of a page as is read to tell an empty one from another. */
const pageBytes = 4_096;

/**
 * Probes an address step by step: name, TCP on port 443, TLS, one request; each timed, the first that fails ends it.
 * A stage's `code` is one of the words of `OutboundCode`; `advice` is that word, or what is wrong with the answer
 * (`unexpected-page`, `endpoint-not-mounted`, `plain-http`). Goes through the same guard as every other call.
 *
 * Our own endpoint under a private address is `unknown`: from inside a network nothing can be said of the outside.
 */
export function createProbe(options: ProbeOptions = {}): Probe {
  const { timeoutMs = 10_000, now = () => new Date() } = options;
  const guard = createGuard(options);
  return async (sought, { signal: caller } = {}) => {
    const { kind, url: address } = sought;
    const mayBePlain = sought.kind === 'endpoint' && sought.mayBePlain;
    caller?.throwIfAborted();
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(caller ? [caller] : [])]);
    const walk = createWalk(signal);
    const report: ProbeReport = {
      at: now().toISOString(),
      from: 'this-server',
      stages: walk.stages,
      outcome: 'not-reachable',
    };
    try {
      const found = await walk.step('dns', async () => {
        const url = URL.parse(address);
        if (!url) throw outboundError('refused-address', 'url-invalid');
        const target = guard.target(url);
        return { url, target, addresses: await untilAborted(guard.addresses(target, signal), signal) };
      });
      const dialled = dial(found, signal);
      walk.keep(dialled.socket);
      await walk.step('tcp', () => dialled.connected);
      const opened = await secure(walk, dialled, found, mayBePlain, signal, report);
      const answer = await walk.step('http', () => ask(opened, kind, found.url, signal));
      report.http = { status: answer.status, empty: answer.text === '' };
      const fault = kind === 'service' ? pageFault(answer) : endpointFault(answer);
      report.outcome = fault === null ? 'reachable' : fault === 'unexpected-page' ? fault : 'not-reachable';
      if (fault !== null) report.advice = fault;
      else if (report.plainHttp) report.advice = 'plain-http';
    } catch (error) {
      if (caller?.aborted) throw caller.reason;
      if (!(error instanceof StageFailure)) throw error;
      report.advice = error.code;
      if (kind === 'endpoint' && error.code === 'address-refused') report.outcome = 'unknown';
    } finally {
      walk.close();
    }
    return report;
  };
}

type Found = { target: Target; addresses: string[] };

/** A stage that ended the walk; its code is in the stage already. */
class StageFailure extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

type Walk = {
  stages: ProbeStage[];
  step<T>(stage: ProbeStage['stage'], work: () => Promise<T>): Promise<T>;
  /** Keeps a socket to be destroyed at the end. */
  keep(socket: Socket): void;
  close(): void;
};

function createWalk(signal: AbortSignal): Walk {
  const order: ProbeStage['stage'][] = ['dns', 'tcp', 'tls', 'http'];
  const stages: ProbeStage[] = order.map((stage) => ({ stage, state: 'skipped' }));
  const sockets: Socket[] = [];
  return {
    stages,
    async step(stage, work) {
      const started = performance.now();
      const place = order.indexOf(stage);
      const note = (outcome: Pick<ProbeStage, 'state' | 'code'>) => {
        stages[place] = { stage, ms: Math.round((performance.now() - started) * 10) / 10, ...outcome };
      };
      try {
        const result = await work();
        note({ state: 'ok' });
        return result;
      } catch (error) {
        const code = codeOf(error, stage, signal);
        note({ state: 'failed', code });
        throw new StageFailure(code);
      }
    },
    keep: (socket) => {
      sockets.push(socket.on('error', () => {}));
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const timedOut = {
  dns: 'name-timed-out',
  tcp: 'port-timed-out',
  tls: 'tls-timed-out',
  http: 'answer-timed-out',
} as const;

function codeOf(error: unknown, stage: ProbeStage['stage'], signal: AbortSignal): string {
  if (signal.aborted) return timedOut[stage];
  if (error instanceof CertificateFault) return `certificate-${error.verdict}`;
  const code = outboundCause(error)?.code;
  if (code !== undefined) return code;
  return stage === 'dns' ? 'name-unresolved' : wordFor(error, stage === 'tcp' ? 'port' : stage);
}

type Dialled = { socket: TLSSocket; connected: Promise<void>; secured: Promise<void> };

/** Starts a secure connection to the checked addresses; its two stages are told apart by their events. */
function dial({ target: { name, port, secureContext }, addresses }: Found, signal: AbortSignal): Dialled {
  const socket = connectTls({
    host: name,
    port,
    lookup: pinnedTo(addresses),
    ...patience,
    servername: isIP(name) ? '' : name,
    ...(secureContext && { secureContext }),
    // The certificate is judged by us: a connection refused at once would show nothing of what was served.
    rejectUnauthorized: false,
  });
  const until = (event: 'connect' | 'secureConnect') => {
    const reached = new Promise<void>((resolve, reject) => {
      socket.once(event, resolve).once('error', reject);
    });
    return untilAborted(reached, signal);
  };
  const dialled = { socket, connected: until('connect'), secured: until('secureConnect') };
  dialled.secured.catch(() => {}); // Nobody waits for it where the connection already failed.
  return dialled;
}

function openPlain({ target: { name, port }, addresses }: Found, signal: AbortSignal): Promise<Socket> {
  const opened = new Promise<Socket>((resolve, reject) => {
    const socket = connect({ host: name, port, lookup: pinnedTo(addresses), ...patience });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
  return untilAborted(opened, signal);
}

class CertificateFault extends Error {
  readonly verdict: CertificateReport['verdict'];
  constructor(verdict: CertificateReport['verdict']) {
    super(verdict);
    this.verdict = verdict;
  }
}

/**
 * Waits for the secure connection and judges the certificate. Where the domain was typed as http, a server that speaks
 * plain HTTP on 443 is asked that way (`decided.md`: a warning, since the service's verdict decides).
 */
async function secure(
  walk: Walk,
  dialled: Dialled,
  found: Found,
  mayBePlain: boolean,
  signal: AbortSignal,
  report: ProbeReport,
): Promise<Socket> {
  try {
    return await walk.step('tls', async () => {
      await dialled.secured;
      const certificate = certificateReport(dialled.socket, found.target.name, new Date(report.at));
      if (certificate !== null) report.certificate = certificate;
      if (certificate !== null && !passes.includes(certificate.verdict)) {
        throw new CertificateFault(certificate.verdict);
      }
      return dialled.socket;
    });
  } catch (error) {
    if (!mayBePlain || !(error instanceof StageFailure) || error.code !== 'not-tls') throw error;
    const plain = await openPlain(found, signal).catch(() => {
      throw error;
    });
    walk.keep(plain);
    report.plainHttp = true;
    return plain;
  }
}

const passes: readonly CertificateReport['verdict'][] = ['valid', 'expiring-soon'];

type Answer = { status: number; contentType: string; text: string };

/** One request over the open connection: an empty form without a key to our endpoint, else a plain GET. */
function ask(socket: Socket, kind: 'service' | 'endpoint', url: URL, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method: kind === 'endpoint' ? 'POST' : 'GET',
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        'accept-encoding': 'identity',
        connection: 'close',
        ...(kind === 'endpoint' && {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': 0,
        }),
      },
      signal,
    });
    request.on('error', reject);
    request.once('response', async (response) => {
      try {
        let text = '';
        for await (const chunk of response) {
          text += String(chunk);
          if (text.length >= pageBytes) break;
        }
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          text: text.trim(),
        });
      } catch (error) {
        reject(error);
      }
    });
    request.end();
  });
}

/** The service shows an empty page (S13); a text or a redirect comes from somebody in between. */
const pageFault = ({ status, text }: Answer): string | null =>
  text === '' && status < 500 && !(status >= 300 && status < 400) ? null : 'unexpected-page';

/** Without a key our endpoint answers 401 with a problem body; nobody else does. */
function endpointFault({ status, contentType }: Answer): string | null {
  if (status === 401 && contentType.startsWith('application/problem+json')) return null;
  return status === 404 ? 'endpoint-not-mounted' : 'unexpected-page';
}
