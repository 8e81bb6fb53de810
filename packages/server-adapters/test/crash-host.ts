// A whole host in a process of its own, to be killed: Express, the handlers, SQLite. Argument: the database file.
// Says its port on stdout, closes on SIGTERM, ends with its parent.
import { createServer } from 'node:http';
import { ces } from '@mail-settings/core/providers/ces';
import express from 'express';
import { mailMiddleware } from '../src/express.ts';
import { createMailHandlers } from '../src/handlers.ts';
import { createSqliteStore } from '../src/stores/sqlite.ts';
import { listen } from './hosts.ts';
import { authKey, manager, noService, sealer } from './parts.ts';

const handlers = createMailHandlers({
  store: createSqliteStore({ path: process.argv[2] ?? '' }),
  providers: [{ ...ces, service: noService }],
  sealer,
  authorize: () => manager,
  host: { service: 'Portal' },
  access: async () => ({ authKeys: [authKey], monitoring: true }),
});
const app = express();
app.use(mailMiddleware(handlers));
const server = createServer(app);
const port = await listen(server);
process.stdout.write(`${port}\n`);
process.stdin.resume().on('end', () => process.exit(1));
process.on('SIGTERM', () => {
  server.close();
  handlers.close().then(() => {
    server.closeAllConnections();
    process.exit(0);
  });
});
