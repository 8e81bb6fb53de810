import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './contract.ts';

/** Runs one contender in this process: tells its port, answers `counted`, ends with the parent. */
export function serve(listener: RequestListener, counted: () => Promise<number> | number): void {
  const tell = (answer: Answer) => process.send?.(answer);
  const server = createServer(listener);
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
  process.on('message', async () => {
    const sum = await counted();
    const { user, system } = process.cpuUsage();
    tell({ counted: sum, cpu: user + system });
  });
  process.on('disconnect', () => process.exit());
}
