import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DnsAnswer, HostEventRow, MailService, MailStore, ResolveDns } from '@mail-settings/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handlersForTest, manager, noService, type TestOptions } from '../test/parts.ts';
import { until } from '../test/until.ts';
import type { LogRecord } from './log.ts';
import { createMemoryStore } from './stores/memory.ts';
import { createSqliteStore } from './stores/sqlite.ts';

const ends: (() => unknown)[] = [];
beforeEach(() => {
  vi.useFakeTimers({
    now: new Date('2026-11-24T10:00:00Z'),
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  vi.useRealTimers();
});

const minute = 60_000;

/** A service that sends from every domain somebody added, and asks for one value there. */
function plainService() {
  const added: string[] = [];
  let isDown = false;
  const described = (domain: string) => ({
    ...{ domain, active: true, message: null, spf: null, dkim: [], mx: null, dmarc: null },
    ownership: 'hash=1',
  });
  const service: MailService = {
    ...noService,
    domains: async (...args) => (isDown ? noService.domains(...args) : added.map(described)),
    addDomain: async (_, domain) => {
      added.push(domain);
      return { ...described(domain), active: false };
    },
  };
  return { service, setDown: (down: boolean) => (isDown = down) };
}

/** DNS in which every domain has what it needs, until `state` says otherwise. */
function plainDns() {
  const dns = { state: 'right' as 'right' | 'removed' | 'silent', asked: [] as string[] };
  const resolve: ResolveDns = async (name, type): Promise<DnsAnswer> => {
    dns.asked.push(name);
    if (dns.state === 'silent') return { state: 'failed', reason: 'timeout' };
    const text = name.startsWith('_dmarc.') ? 'v=DMARC1; p=reject' : dns.state === 'right' ? 'hash=1' : '';
    const isThere = type === 'TXT' && text !== '' && /^(_dmarc\.)?[^.]+\.example\.org$/.test(name);
    return {
      ...{ state: 'answer', rcode: 'NOERROR', chain: [], authoritative: false },
      rows: isThere ? [{ name, type, ttl: 300, strings: [text] }] : [],
    };
  };
  return { dns, resolve };
}

const draft = { cloudUrl: 'https://mail.example.net', apiKey: 'api-key-0123456789abcdef' };

/** Runs the clock until it is so; threads and cryptography get real time in between. */
const untilLater = (check: () => Promise<void>) =>
  until(async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    await check();
  });

/** Lets the clock jump to the time of the next look, then the job of every minute come. */
async function nextLook(store: MailStore): Promise<void> {
  const [report] = await store.domains.list('default');
  const next = Date.parse(report?.watch?.nextCheckAt ?? '');
  vi.setSystemTime(Math.max(next, Date.now()));
  await untilLater(async () => {
    const [now] = await store.domains.list('default');
    expect(now?.watch?.nextCheckAt).not.toBe(report?.watch?.nextCheckAt);
  });
}

test('a domain is watched: verified, broken after three looks, recovered, and the host hears of it', async () => {
  const store = createMemoryStore({ hostEvents: true });
  const { dns, resolve } = plainDns();
  const { service, setDown } = plainService();
  const heard: HostEventRow[] = [];
  const { handlers } = handlersForTest({
    ...{ store, service, resolve, background: true },
    onEvents: (rows) => void heard.push(...rows),
  });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'news.example.org' });
  const told = async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    return heard.flatMap(({ event }) => ('domain' in event ? [`${event.type} ${event.domain}`] : []));
  };
  const stateNow = async () => (await setup.listDomains({})).domains[0];

  await nextLook(store);
  expect(await told()).toEqual(['domain-verified news.example.org']);

  dns.state = 'removed';
  await nextLook(store);
  // What stands for launches is the truth of the last look; only the word "broken" waits.
  expect(await stateNow()).toMatchObject({ state: 'unverified', watch: { standing: 'verified', misses: 1 } });
  dns.state = 'silent';
  await nextLook(store);
  setDown(true);
  await nextLook(store);
  setDown(false);
  dns.state = 'removed';
  await setup.checkDomain({ domain: 'news.example.org' });
  await setup.checkDomain({ domain: 'news.example.org' });
  expect((await stateNow())?.watch).toMatchObject({ standing: 'verified', misses: 1 });
  await nextLook(store);
  expect(await told()).toHaveLength(1);
  await nextLook(store);
  expect((await told()).slice(1)).toEqual(['domain-broken news.example.org']);
  expect((await stateNow())?.watch?.standing).toBe('broken');

  dns.state = 'right';
  await setup.checkDomain({ domain: 'news.example.org' });
  expect((await told()).slice(2)).toEqual(['domain-recovered news.example.org']);
  await nextLook(store);
  expect(await told()).toHaveLength(3);
});

test('two looks at one domain at the same time tell the host once, and count once', async () => {
  const store = createMemoryStore({ hostEvents: true });
  const { dns, resolve } = plainDns();
  const { service } = plainService();
  const gates: (() => void)[] = [];
  const { handlers } = handlersForTest({
    ...{ store, resolve },
    service: {
      ...service,
      validateDomain: async () => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return { active: true, message: null };
      },
    },
  });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'news.example.org' });
  const lookTwice = async () => {
    const looks = [1, 2].map(() => setup.checkDomain({ domain: 'news.example.org' }));
    await until(() => expect(gates).toHaveLength(2));
    const [first, second] = gates.splice(0);
    second?.();
    await Promise.race(looks);
    first?.();
    await Promise.all(looks);
    return (await store.domains.list('default'))[0]?.watch;
  };
  expect(await lookTwice()).toMatchObject({ standing: 'verified', looks: 1 });
  const rows = await store.events.read('reader', 100);
  expect(rows.map(({ event }) => event.type)).toEqual(['settings-saved', 'domain-verified']);
  dns.state = 'removed';
  vi.setSystemTime(Date.now() + 2_000 * minute);
  expect(await lookTwice()).toMatchObject({ standing: 'verified', misses: 1 });
});

/** Two hosts over one database. In step, both hold what they save of a domain until both want to; who came last saves first. */
async function twoHosts(options: TestOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'mail-settings-watch-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  let held: (() => Promise<void>)[] | null = null;
  const hosts = [1, 2].map(() => {
    const inner = createSqliteStore({ path: join(folder, 'mail.db'), hostEvents: true });
    const store: MailStore = {
      ...inner,
      domains: {
        ...inner.domains,
        save: (...args) => {
          const gate = held;
          if (gate === null) return inner.domains.save(...args);
          return new Promise((resolve, reject) =>
            gate.push(() => inner.domains.save(...args).then(resolve, reject)),
          );
        },
      },
    };
    const { handlers } = handlersForTest({ ...options, store });
    ends.splice(-1, 0, handlers.close);
    return { store, setup: handlers.setupFor(manager) };
  });
  const [first, second] = hosts;
  if (first === undefined || second === undefined) throw new Error('There are two.');
  const inStep = async (works: (() => Promise<unknown>)[]) => {
    const gate: (() => Promise<void>)[] = [];
    held = gate;
    const done = Promise.all(works.map((work) => work()));
    await until(() => expect(gate).toHaveLength(2));
    held = null;
    for (const save of gate.toReversed()) await save();
    await done;
  };
  await first.setup.saveSettings({ revision: '0', draft });
  await first.setup.addDomain({ domain: 'news.example.org' });
  return { first, second, inStep };
}

test('two processes that check one domain at once tell the host once, and count once', async () => {
  const { dns, resolve } = plainDns();
  const { first, second, inStep } = await twoHosts({ resolve, service: plainService().service });
  const checkTwice = async () => {
    await inStep(
      [first, second].map(
        ({ setup }) =>
          () =>
            setup.checkDomain({ domain: 'news.example.org' }),
      ),
    );
    return (await first.store.domains.read('default', 'news.example.org'))?.report.watch;
  };
  expect(await checkTwice()).toMatchObject({ standing: 'verified', looks: 1 });
  const rows = await first.store.events.read('reader', 100);
  expect(rows.map(({ event }) => event.type)).toEqual(['settings-saved', 'domain-verified']);
  dns.state = 'removed';
  vi.setSystemTime(Date.now() + 2_000 * minute);
  expect(await checkTwice()).toMatchObject({ standing: 'verified', misses: 1 });
});

test('a check and a list that save one domain at once, in two processes, lose nothing of each other', async () => {
  let message: string | null = null;
  const { service } = plainService();
  const { resolve } = plainDns();
  const { first, second, inStep } = await twoHosts({
    resolve,
    service: {
      ...service,
      domains: async (...args) => (await service.domains(...args)).map((one) => ({ ...one, message })),
    },
  });
  message = 'from the service';
  await inStep([
    () => first.setup.listDomains({}),
    () => second.setup.checkDomain({ domain: 'news.example.org' }),
  ]);
  const stored = await first.store.domains.read('default', 'news.example.org');
  expect(stored?.report).toMatchObject({ state: 'verified', service: { active: true, message } });
  expect(stored?.report.watch).toMatchObject({ standing: 'verified', looks: 1 });
  expect(stored?.report.checkedAt).not.toBeNull();
});

test('a list the service answers late takes nothing back of a look that ended meanwhile', async () => {
  const { resolve } = plainDns();
  const { service } = plainService();
  let isActive = false;
  const gates: (() => void)[] = [];
  const { handlers, store } = handlersForTest({
    resolve,
    service: {
      ...service,
      addDomain: async (...args) => ({ ...(await service.addDomain(...args)), active: isActive }),
      domains: async (...args) => {
        const domains = (await service.domains(...args)).map((domain) => ({ ...domain, active: isActive }));
        await new Promise<void>((resolve) => gates.push(resolve));
        return domains;
      },
    },
  });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'news.example.org' });
  isActive = true;
  const listing = setup.listDomains({});
  await until(() => expect(gates).toHaveLength(1));
  const looking = setup.checkDomain({ domain: 'news.example.org' });
  await until(() => expect(gates).toHaveLength(2));
  gates[1]?.();
  const { report } = await looking;
  expect(report.state).toBe('verified');
  gates[0]?.();
  expect((await listing).domains[0]).toMatchObject({ state: 'verified', checkedAt: report.checkedAt });
  expect((await store.domains.list('default'))[0]?.checkedAt).toBe(report.checkedAt);
});

test('without a background nobody looks by the clock', async () => {
  const { dns, resolve } = plainDns();
  const { handlers } = handlersForTest({ service: plainService().service, resolve });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'news.example.org' });
  dns.asked = [];
  await vi.advanceTimersByTimeAsync(30 * minute);
  expect(dns.asked).toEqual([]);
});

test('a domain is checked as it is added, so that what to publish is known at once', async () => {
  const { dns, resolve } = plainDns();
  dns.state = 'removed';
  const { handlers } = handlersForTest({ service: plainService().service, resolve });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  const { report } = await setup.addDomain({ domain: 'news.example.org' });
  expect(report.checkedAt).not.toBeNull();
  expect(report.records.map(({ record, state, fix }) => [record.id, state, fix?.action])).toEqual([
    ['dmarc', 'ok', undefined],
    ['ownership', 'missing', 'add'],
  ]);
  expect((await setup.listDomains({})).domains[0]?.records).toEqual(report.records);
});

test('a domain that cannot be looked at is put off and does not keep others waiting', async () => {
  const store = createMemoryStore();
  const { resolve } = plainDns();
  const log: LogRecord[] = [];
  const { service } = plainService();
  const { handlers } = handlersForTest({
    ...{ store, resolve, background: true, log: (record: LogRecord) => log.push(record) },
    service: {
      ...service,
      validateDomain: async (_, domain) => {
        if (domain.startsWith('odd')) throw new RangeError('odd');
        return { active: true, message: null };
      },
    },
  });
  ends.push(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.addDomain({ domain: 'odd.example.org' });
  await setup.addDomain({ domain: 'news.example.org' });
  await untilLater(async () => {
    const [odd, news] = await store.domains.list('default');
    expect(odd?.watch).toMatchObject({ standing: 'new', rhythm: 'unknown', looks: 1 });
    expect(news).toMatchObject({ state: 'verified', watch: { standing: 'verified' } });
  });
  expect(log.filter(({ at }) => at === 'watch-domains')).toEqual([
    { level: 'error', event: 'job-failed', at: 'watch-domains', error: new RangeError('odd') },
  ]);
});

test('two hosts with one database share the domains: none is looked at twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mail-settings-watch-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const { service } = plainService();
  const looks = new Map<string, number>();
  let isOver: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    isOver = resolve;
  });
  ends.unshift(() => isOver());
  const host = () => {
    const store = createSqliteStore({ path: join(folder, 'mail.db') });
    const { handlers } = handlersForTest({
      ...{ store, background: true, resolve: plainDns().resolve },
      service: {
        ...service,
        validateDomain: async (_, domain) => {
          looks.set(domain, (looks.get(domain) ?? 0) + 1);
          await over;
          return { active: true, message: null };
        },
      },
    });
    ends.splice(-1, 0, handlers.close);
    return { store, setup: handlers.setupFor(manager) };
  };
  const [first, second] = [host(), host()];
  await first.setup.saveSettings({ revision: '0', draft });
  const domains = Array.from({ length: 20 }, (_, index) => `d${index}.example.org`);
  for (const domain of domains) await first.setup.addDomain({ domain });
  /** Without it the clock would outrun the threads of the stores, and leases would be lost as on a host that stood still. */
  const settled = () => Promise.all([first, second].map(({ store }) => store.settings.read('default')));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await vi.advanceTimersByTimeAsync(5_000);
      await settled();
    }
  };
  // The one that began has its eight in hand, however long they take.
  vi.setSystemTime(Date.now() + 10 * minute);
  await untilLater(async () => {
    await settled();
    expect(looks.size).toBe(8);
  });
  await pass(5 * minute);
  expect([...looks.values()]).toEqual(Array(8).fill(1));
  isOver();
  await untilLater(async () => {
    await settled();
    const watches = (await second.store.domains.list('default')).map(({ watch }) => watch?.standing);
    expect(watches).toEqual(domains.map(() => 'verified'));
  });
  await pass(5 * minute);
  expect([...looks.values()]).toEqual(domains.map(() => 1));
});
