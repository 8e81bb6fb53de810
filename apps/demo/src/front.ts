import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Authority, CertificateKind } from './authority.ts';

export type NodeListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** One name the front serves. Its switches may be turned at any time; the next connection sees them. */
export type Site = {
  listener: NodeListener;
  /** Who connects sees this certificate. */
  certificate: CertificateKind;
  /** True: connections to this name end without a word, as behind a closed firewall. */
  blocked: boolean;
};

export type Front = { port: number; close(): Promise<void> };

/**
 * Serves several names over TLS on one free port of the loopback address. The name comes from SNI and is checked
 * against the Host header, so that no name answers for another. The certificates come from `authority`.
 */
export async function startFront(
  authority: Authority,
  sites: Readonly<Record<string, Site>>,
): Promise<Front> {
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextOf = (name: string, kind: CertificateKind) => {
    const known = contexts.get(`${name} ${kind}`) ?? authority.issue(name, kind).then(createSecureContext);
    contexts.set(`${name} ${kind}`, known);
    return known;
  };
  const server = createServer({
    SNICallback(name, answer) {
      const site = sites[name];
      if (site === undefined || site.blocked) answer(new Error('no such name here'));
      else contextOf(name, site.certificate).then((context) => answer(null, context), answer);
    },
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const name = request.headers.host?.replace(/:\d+$/, '').toLowerCase() ?? '';
    const site = sites[name];
    const asked = 'servername' in request.socket ? request.socket.servername : undefined;
    if (site === undefined || asked !== name) response.writeHead(421).end();
    else if (site.blocked) request.socket.destroy();
    else site.listener(request, response);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
}
