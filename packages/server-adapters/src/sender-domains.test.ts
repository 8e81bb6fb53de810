import type { DnsAnswer, MailService, ResolveDns } from '@mail-settings/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { handlersForTest, manager, noService, type TestOptions } from '../test/parts.ts';
import { until } from '../test/until.ts';
import { createMemoryStore } from './stores/memory.ts';
import { createSealer } from './stores/sealed.ts';

const draft = { cloudUrl: 'https://mail.example.net', apiKey: 'api-key-0123456789abcdef' };

/** Every name is a zone of its own on these name servers, with nothing else in it. */
const zonesOn =
  (...servers: string[]): ResolveDns =>
  async (name, type): Promise<DnsAnswer> => ({
    ...{ state: 'answer', rcode: 'NOERROR', chain: [], authoritative: false, soaOwner: name },
    rows: type === 'NS' ? servers.map((target) => ({ name, type, ttl: 300, target })) : [],
  });

function serviceOf(domains: string[]): MailService {
  const described = (domain: string) => ({
    ...{ domain, active: false, message: null, spf: null, dkim: [], mx: null, dmarc: null },
    ownership: 'hash=1',
  });
  return {
    ...noService,
    domains: async () => domains.map(described),
    addDomain: async (_, domain) => described(domain),
  };
}

async function setupWith(options: TestOptions, domains = ['news.example.org']) {
  const { handlers, store } = handlersForTest({ service: serviceOf(domains), ...options });
  onTestFinished(handlers.close);
  const setup = handlers.setupFor(manager);
  await setup.saveSettings({ revision: '0', draft });
  await setup.listDomains({}); // takes over what the service has
  return { setup, store };
}

const cloudflare = ['ada.ns.cloudflare.com', 'rob.ns.cloudflare.com'];

test('a look recognises the host of a zone by its name servers, and every later list tells it', async () => {
  const { setup } = await setupWith({ resolve: zonesOn(...cloudflare) });
  expect((await setup.listDomains({})).domains[0]).not.toHaveProperty('dnsHost');
  const { report } = await setup.checkDomain({ domain: 'news.example.org' });
  expect(report.dnsHost).toMatchObject({
    id: 'cloudflare',
    name: 'Cloudflare',
    host: 'Name',
    relative: true,
  });
  expect(report.dnsHost?.link).toContain('cloudflare.com');
  const [listed] = (await setup.listDomains({})).domains;
  expect(listed?.dnsHost).toEqual(report.dnsHost);
});

test("the integrator's own help goes before that of the host, also where nobody knows the host", async () => {
  const dnsGuides = {
    cloudflare: 'https://help.example.com/cloudflare',
    generic: 'https://help.example.com/dns',
  };
  const known = await setupWith({ dnsGuides, resolve: zonesOn(...cloudflare) });
  const unknown = await setupWith({ dnsGuides, resolve: zonesOn('ns1.example.net', 'ns2.example.net') });
  const hostIn = async ({ setup }: typeof known) =>
    (await setup.checkDomain({ domain: 'news.example.org' })).report.dnsHost;
  expect(await hostIn(known)).toMatchObject({ id: 'cloudflare', link: dnsGuides.cloudflare });
  expect(await hostIn(unknown)).toMatchObject({ id: 'generic', link: dnsGuides.generic });
});

test('what is stored of a report has no guide in it: that is the kit\u2019s own knowledge, and grows with it', async () => {
  const { setup, store } = await setupWith({ resolve: zonesOn(...cloudflare) });
  await setup.checkDomain({ domain: 'news.example.org' });
  const [stored] = await store.domains.list('default');
  expect(stored).toMatchObject({ nameServers: cloudflare });
  expect(stored).not.toHaveProperty('dnsHost');
});

test('domains nobody sent from in 90 days are marked by what the host says of its own mailings', async () => {
  const now = () => new Date('2026-11-24T10:00:00Z');
  const domainUse = vi.fn(async () => ({
    'News.Example.Org.': new Date('2026-09-01T00:00:00Z'),
    'old.example.org': new Date('2026-08-01T00:00:00Z'),
  }));
  const domains = ['news.example.org', 'old.example.org', 'never.example.org'];
  const marks = async (options: TestOptions) => {
    const { setup } = await setupWith({ now, ...options }, domains);
    return (await setup.listDomains({})).domains.map(({ unused }) => unused);
  };
  expect(await marks({ domainUse })).toEqual([false, true, true]);
  expect(domainUse).toHaveBeenCalledWith('default');
  expect(await marks({ domainUse: async () => ({}) })).toEqual([true, true, true]);
  expect(await marks({})).toEqual([undefined, undefined, undefined]);
});

test('a round of the watch asks the service for the list of a tenant once, however many domains are due', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-24T10:00:00Z'), toFake: ['Date', 'setTimeout', 'setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const domains = ['a.example.org', 'b.example.org', 'c.example.org'];
  const store = createMemoryStore();
  const service = serviceOf(domains);
  const list = vi.spyOn(service, 'domains');
  await setupWith({ service, store, resolve: zonesOn(), background: true });
  list.mockClear();
  vi.setSystemTime(new Date('2026-11-24T10:10:00Z'));
  await until(async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    const looked = (await store.domains.list('default')).filter(({ checkedAt }) => checkedAt !== null);
    expect(looked).toHaveLength(3);
  });
  expect(list).toHaveBeenCalledTimes(1);
});

test('under a wrong master key the page hears that the stored key cannot be opened, not that none was saved', async () => {
  const store = createMemoryStore();
  await setupWith({ store });
  const sealer = createSealer({ masterKeys: [{ id: 'test', key: new Uint8Array(32).fill(8) }] });
  const { handlers } = handlersForTest({ store, sealer, service: serviceOf([]) });
  const setup = handlers.setupFor(manager);
  const { domains, unavailable } = await setup.listDomains({});
  expect(domains.map(({ domain }) => domain)).toEqual(['news.example.org']);
  expect(unavailable).toBe('wrong-master-key');
  const request = new Request('https://erp.example.com/mail-settings/check-domain', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ domain: 'news.example.org' }),
  });
  const answer = await handlers.setup(request);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'wrong-master-key', ids: ['api-key-accepted'] });
});

test('names that a host adds to the lists are refused, beside those of the kit', async () => {
  const { setup } = await setupWith({ lists: { mailboxProviders: ['partner.example'] } });
  const refusalOf = (domain: string) => setup.addDomain({ domain }).catch((error) => error.details.fields);
  expect(await refusalOf('news.partner.example')).toEqual([{ field: 'domain', code: 'mailbox-provider' }]);
  expect(await refusalOf('gmail.com')).toEqual([{ field: 'domain', code: 'mailbox-provider' }]);
});
