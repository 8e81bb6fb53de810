import Database from 'better-sqlite3';
import express from 'express';
import { authKey } from './contract.ts';
import { serve } from './server.ts';

/** What one writes first: Express, its form parser, and one synced transaction a request on the event loop. */
const [, , path = ''] = process.argv;
const db = new Database(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE mailings (id TEXT PRIMARY KEY, recipients INTEGER NOT NULL, opens INTEGER NOT NULL, clicks INTEGER NOT NULL);
  CREATE TABLE mailing_codes (mailing TEXT, code INTEGER, recipients INTEGER NOT NULL, PRIMARY KEY (mailing, code));
  CREATE TABLE recipients (
    recipient TEXT, mailing TEXT, at INTEGER NOT NULL, code INTEGER NOT NULL, opens INTEGER NOT NULL,
    clicks INTEGER NOT NULL, reason TEXT NOT NULL, details TEXT NOT NULL, provider TEXT NOT NULL,
    PRIMARY KEY (recipient, mailing)
  );
`);
const known = db.prepare(
  'SELECT at, code, opens, clicks FROM recipients WHERE recipient = ? AND mailing = ?',
);
const keep = db.prepare(
  `INSERT INTO recipients VALUES (@RecipientUId, @EmailId, @at, @code, @Opens, @Clicks, @ResponseReason, @ResponseDetails,
     @ProviderName) ON CONFLICT DO UPDATE SET at = @at, code = @code, opens = @Opens, clicks = @Clicks`,
);
const count = db.prepare(
  `INSERT INTO mailings VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients,
     opens = opens + excluded.opens, clicks = clicks + excluded.clicks`,
);
const countCode = db.prepare(
  'INSERT INTO mailing_codes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients',
);

type Known = { at: number; code: number; opens: number; clicks: number };
type Event = {
  EmailId: string;
  RecipientUId: string;
  EventDate: string;
  ResponseCode: string;
  Opens: number;
  Clicks: number;
};

const record = db.transaction((events: Event[]) => {
  for (const event of events) {
    const at = Date.parse(event.EventDate);
    const code = Number(event.ResponseCode);
    const before = known.get(event.RecipientUId, event.EmailId) as Known | undefined;
    if (before !== undefined && before.at >= at) continue;
    keep.run({ ...event, at, code });
    const { opens = 0, clicks = 0 } = before ?? {};
    count.run(event.EmailId, before === undefined ? 1 : 0, event.Opens - opens, event.Clicks - clicks);
    if (before !== undefined) countCode.run(event.EmailId, before.code, -1);
    countCode.run(event.EmailId, code, 1);
  }
});

const app = express();
app.use(express.urlencoded({ limit: '64mb', extended: false }));
app.post('/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks', (request, response) => {
  if (request.get('bpmonline-signature') !== authKey) {
    response.sendStatus(401);
    return;
  }
  record(JSON.parse(request.body.webhooks));
  response.status(200).end();
});

serve(app, () => {
  const row = db.prepare('SELECT sum(recipients) AS counted FROM mailings').get() as {
    counted: number | null;
  };
  return row.counted ?? 0;
});
