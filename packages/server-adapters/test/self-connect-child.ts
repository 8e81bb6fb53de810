import { connect } from 'node:net';
import { createDnsTransport } from '../src/dns/transport.ts';

// Runs where only two ports can be ours: a connection to the closed first of them gets that very port, and meets itself.
const port = 50_000;
const connectsToItself = await new Promise<boolean>((resolve) => {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => resolve(false));
  socket.on('connect', () => {
    resolve(socket.localPort === port);
    // otherwise the pair of ports is not free again for a minute
    socket.resetAndDestroy();
  });
});
const question = { name: 'example.com', type: 'A', recursion: true, edns: true } as const;
const reply = await createDnsTransport().tcp({ address: '127.0.0.1', port }, question, { ms: 2_000 });
console.log(JSON.stringify({ connectsToItself, reply }));
