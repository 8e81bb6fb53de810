import { monitoringPath, readMonitoringAnswer, webhookPath } from '@mail-settings/core/providers/ces';
import { expect, test } from 'vitest';
import { authKey, handlersForTest } from '../../test/parts.ts';
import type { MailHandlersOptions } from '../handlers.ts';

const url = `http://portal.example${monitoringPath}`;
const support = 'https://support.example';
const mailing = '6f1e2f60-8c0e-4b7e-9a2f-0d6c7c3f5a11';

function start(options: Partial<MailHandlersOptions> = {}) {
  const parts = handlersForTest(options);
  const ask = (body: string | null = '{}', headers: Record<string, string> = {}, method = 'POST') =>
    parts.handlers.monitoring(
      new Request(url, {
        method,
        body,
        headers: {
          'content-type': 'application/json',
          'bpmonline-signature': authKey,
          origin: support,
          ...headers,
        },
      }),
    );
  return { ...parts, ask };
}

/** Puts events of `recipients` people through the webhook and the processor. */
async function receive({ handlers }: ReturnType<typeof start>, recipients: number, id = mailing) {
  const events = Array.from({ length: recipients }, (_, index) => ({
    Type: 2,
    EventDate: '2026-03-01T10:00:00Z',
    EmailId: id,
    RecipientUId: `0c9d3c8e-52a8-4bd0-8d65-${String(index).padStart(12, '0')}`,
    ResponseCode: '2',
    ResponseDetails: 'planted@person.example',
  }));
  const answer = await handlers.webhook(
    new Request(`http://portal.example${webhookPath}`, {
      method: 'POST',
      body: `webhooks=${encodeURIComponent(JSON.stringify(events))}`,
      headers: { 'bpmonline-signature': authKey },
    }),
  );
  expect(answer.status).toBe(200);
  await handlers.processOnce();
}

const rows = async (answer: Response) => {
  expect(answer.status).toBe(200);
  const states = readMonitoringAnswer(await answer.json());
  return (caption: RegExp) => states.find((state) => caption.test(state.caption))?.actualCount;
};

test('support gets counts of what came in, and nothing of the people', async () => {
  const parts = start();
  await receive(parts, 7);
  const answer = await parts.ask('{"filters":{}}');
  const text = await answer.clone().text();
  const count = await rows(answer);
  expect(count(/email was delivered/)).toBe(7);
  expect(text).not.toMatch(/planted|person\.example|0c9d3c8e/);
  expect(answer.headers.get('access-control-allow-origin')).toBe(support);
});

test.each(['', '{}', '{"filters":null}', '{"filters":{"emailId":null}}'])(
  'the request %j asks for everything',
  async (body) => {
    const parts = start();
    await receive(parts, 6);
    expect((await rows(await parts.ask(body)))(/Mailings counted \(/)).toBe(1);
  },
);

test('a filter chooses the mailing', async () => {
  const parts = start();
  await receive(parts, 6);
  const other = { filters: { emailId: '11111111-2222-4333-8444-555555555555' } };
  expect((await rows(await parts.ask(JSON.stringify(other))))(/Mailings counted \(/)).toBe(0);
  const own = { filters: { emailId: mailing.toUpperCase() } };
  expect((await rows(await parts.ask(JSON.stringify(own))))(/Mailings counted \(/)).toBe(1);
});

test('a mailing below the cohort of the host is withheld', async () => {
  const parts = start({ host: { service: 'Portal', cohort: 10 } });
  await receive(parts, 9);
  expect((await rows(await parts.ask()))(/Mailings counted \(/)).toBe(0);
});

test.each([
  ['[]', {}],
  ['{"filters":{"emailId":"x"}}', {}],
  ['{"filters":{"startDate":"yesterday"}}', {}],
  ['{"filters":{"recipients":true}}', {}],
  ['{', {}],
  ['{}', { 'content-length': '7' }],
])('the request %j is answered 400, readable for any origin', async (body, headers) => {
  const answer = await start().ask(body, headers);
  expect(answer.status).toBe(400);
  expect((await answer.json()).code).toBe('bad-request');
  expect(answer.headers.get('access-control-allow-origin')).toBe(support);
});

test('switched off it is 403 monitoring-off, whatever the key', async () => {
  const { ask } = start({ access: async () => ({ authKeys: [authKey], monitoring: false }) });
  for (const key of [authKey, 'wrong', '']) {
    const answer = await ask('{}', { 'bpmonline-signature': key });
    expect(answer.status).toBe(403);
    expect((await answer.json()).code).toBe('monitoring-off');
  }
});

test('a wrong, an empty and a missing key are answered 403 wrong-key', async () => {
  const { handlers, ask } = start();
  const bare = new Request(url, { method: 'POST', body: '{}' });
  for (const answer of [
    await ask('{}', { 'bpmonline-signature': 'wrong' }),
    await ask('{}', { 'bpmonline-signature': '' }),
    await handlers.monitoring(bare),
  ]) {
    expect(answer.status).toBe(403);
    expect((await answer.json()).code).toBe('wrong-key');
  }
});

test('where the feature is off it is 404', async () => {
  const { ask } = start({ host: { service: 'Portal', features: { monitoring: false } } });
  const answer = await ask();
  expect(answer.status).toBe(404);
  expect((await answer.json()).code).toBe('feature-off');
});

test('a preflight needs no key', async () => {
  const answer = await start().ask(null, { 'bpmonline-signature': 'wrong' }, 'OPTIONS');
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Origin, Content-Type, Accept, bpmonline-signature',
  });
});

test('other methods are answered 405', async () => {
  const answer = await start().ask(null, {}, 'GET');
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
});

test('the switch saved on the page counts for the very next call', async () => {
  const { handlers, ask } = start({ access: undefined });
  const caller = { tenant: 'default', actor: { id: 'anna' }, may: ['view', 'manage', 'monitoring'] as const };
  const setup = handlers.setupFor(caller);
  expect((await ask()).status).toBe(403);
  const { revisions } = await setup.readState({});
  const saved = await handlers.setup(
    new Request('http://portal.example/mail-settings/save-monitoring', {
      method: 'POST',
      body: JSON.stringify({ revision: revisions.monitoring, enabled: true }),
      headers: { 'content-type': 'application/json' },
    }),
  );
  expect(saved.status).toBe(200);
  // On, but no auth key is set yet: no call gets in.
  expect((await (await ask()).json()).code).toBe('wrong-key');
  await setup.saveSettings({ revision: revisions.general, draft: { authKey } });
  expect((await ask()).status).toBe(200);
});
