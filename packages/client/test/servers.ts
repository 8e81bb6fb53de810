import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

const open: { server: Server; sockets: Set<{ destroy(): void }> }[] = [];

/** Starts a server on a free port of loopback; `closeServers` ends it. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  open.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Nobody listens here: assigned to nothing (IANA), and below the ports the kernel hands out. One that was closed a moment
 * ago may be given to another process, or to the very connection that finds it closed.
 */
export const closedPort = 4;

/** Ends every server and the connections it has. */
export function closeServers(): void {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
