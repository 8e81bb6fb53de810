import { randomUUID } from 'node:crypto';
import type {
  Access,
  ArticleId,
  Caller,
  HostFacts,
  HostPorts,
  MailingSource,
  MailSetup,
  MailSetupPorts,
  MailStore,
  Probe,
  ProcessReport,
  Provider,
  ResolveDns,
  Sealer,
  Tenant,
} from '@mail-settings/core';
import { articleIds } from '@mail-settings/core';
import {
  createMailSetup,
  defaultCohort,
  processingOf,
  readAccess,
  watchDomains,
} from '@mail-settings/core/server';
import { keyRing } from './access/keys.ts';
import { createAccessOf, noAccess, type TenantOf } from './access/tenant-access.ts';
import { createBackground } from './background.ts';
import { extendNameLists, type MoreNames } from './dns/lists.ts';
import { createDnsResolver } from './dns/resolver.ts';
import { createHealth } from './health.ts';
import { createHostEventPump, type OnEvents } from './host-events.ts';
import { echoedOrigin } from './http/answer.ts';
import { createBodyBudget } from './http/body-budget.ts';
import { createEndpointHost } from './http/endpoint.ts';
import type { MailHandler } from './http/handler.ts';
import { createUuidV7, nameId } from './ids.ts';
import { defaultLimits, type MailLimits } from './limits.ts';
import { harmless, type Log } from './log.ts';
import { createMonitoring } from './monitoring/handler.ts';
import type { Development } from './outbound/guard.ts';
import { createProbe } from './outbound/probe.ts';
import { completePaths, createRouter, type MailPaths } from './paths.ts';
import { createProviderChoice, type ProviderOf } from './provider-choice.ts';
import { createScheduler } from './schedule/scheduler.ts';
import { type Authorize, createSetup } from './setup/handler.ts';
import { createTtlCache } from './ttl-cache.ts';
import { version } from './version.ts';
import { watchedStore } from './watched-store.ts';
import { createWebhook } from './webhook/handler.ts';
import { createProcessor } from './webhook/processor.ts';

export type MailHandlersOptions = {
  /** Everything that is kept. `close` closes it. */
  store: MailStore;
  /** The sending services it uses, for example `createCesProvider` of `@mail-settings/client`; at least one. */
  providers: readonly Provider[];
  /** Seals keys at rest, for example `createSealer` with the host's master key. */
  sealer: Sealer;
  /** Who calls an operation of the page, and what that person may do; null answers 401. */
  authorize: Authorize;
  /** What the page shows of the host. */
  host: HostOptions;

  /** Whose endpoints are called, for hosts with several customers; `'default'` for all. */
  tenantOf?: TenantOf | undefined;
  /** Which of several providers a tenant uses, by its id; with one provider nothing is to be said. The endpoints keep it for two seconds. */
  providerOf?: ProviderOf | undefined;
  /** Accepted auth keys and the monitoring switch of a tenant; read from the settings. Kept for two seconds. */
  access?: ((tenant: Tenant) => Promise<Access>) | undefined;
  /** The host's mailings; without them nothing can be launched from the page, and a test has a built-in text. */
  mailings?: MailingSource | undefined;
  /** Hears of responses, domains, launches and saves; at least once. The store must keep host events. */
  onEvents?: OnEvents | undefined;
  /** Structured records for the host's log; none. */
  log?: Log | undefined;
  /** Where the handlers are mounted; the product's literal paths and `/mail-settings/`. */
  paths?: Partial<MailPaths> | undefined;
  /** Further origins whose pages may call the operations; only the host's own. */
  origins?: readonly string[] | undefined;
  limits?: Partial<MailLimits> | undefined;
  /**
   * Processes packets and watches the sender domains beside the handlers; true. With false the host calls `processOnce`
   * by its own clock, and domains are looked at only when somebody asks for it.
   */
  background?: boolean | undefined;
  /** Whether a test email may go there; only to the tenant's own sender domains. */
  mayReceiveTest?: MailSetupPorts['mayReceiveTest'] | undefined;
  /** Where DMARC reports of a domain go; proposed records ask for none. */
  dmarcReportAddress?: MailSetupPorts['dmarcReportAddress'] | undefined;
  /**
   * Help of the host's own on entering DNS records, by the id of the DNS host (`dnsHosts` of core; `generic` for all others),
   * instead of that DNS host's; none.
   */
  dnsGuides?: Readonly<Record<string, string>> | undefined;
  /** When the host itself last sent from a tenant's sender domains, by domain; only launches and tests are known. */
  domainUse?: ((tenant: Tenant) => Promise<Readonly<Record<string, Date>>>) | undefined;
  /** Hosts, ports and authorities of a demo or a test; none. */
  development?: Development | undefined;
  /** DNS and the check of addresses; made here. */
  resolve?: ResolveDns | undefined;
  probe?: Probe | undefined;
  /** Names that no one may add as a sender domain, beside the kit's own; none. */
  lists?: MoreNames | undefined;
  /** The clock; the system's. */
  now?: (() => Date) | undefined;
};

export type HostOptions = Pick<HostFacts, 'service'> & {
  /** `on-site`. */
  deployment?: HostFacts['deployment'] | undefined;
  /** Parts a product or licence leaves out are set to false; all are there. */
  features?: Partial<HostFacts['features']> | undefined;
  /** Whom the page names for help; nobody. */
  support?: HostFacts['support'] | undefined;
  /** Mailings with fewer recipients are withheld from monitoring; 5. */
  cohort?: number | undefined;
  /**
   * The host's own help, absolute http(s) URLs by what they are about; none. `cloud` is the one on monitoring and
   * set-up in the cloud. Anything else is refused when the handlers are made.
   */
  articles?: Partial<Record<ArticleId, string>> | undefined;
};

export type MailHandlers = {
  webhook: MailHandler;
  monitoring: MailHandler;
  setup: MailHandler;
  health: MailHandler;
  /** Finds the handler of a path below the mount place; for middleware. `paths` go before those of the options. */
  router(paths?: Partial<MailPaths>): (pathname: string) => MailHandler | undefined;
  /** The operations of the page, for the host's own code: rights are not checked. */
  setupFor(caller: Caller): MailSetup;
  /** Processes what waits and is not paused. For platforms that end a process between requests. */
  processOnce(): Promise<ProcessReport>;
  /**
   * Refuses new calls, lets running ones end (at most ten seconds), finishes the batch in hand and closes the store:
   * whatever was answered 200 is kept. May be repeated.
   */
  close(): Promise<void>;
};

const accessAgeMs = 2_000;
const graceMs = 10_000;
/** Domains a minute, for all processes together; each costs two calls of the service and some ten questions to DNS. */
const watchPace = { limit: 100, atOnce: 8 };

/**
 * Makes the handlers of one host out of its ports. They are plain functions of a `Request`; `express`, `koa`, `hono`
 * and `node` mount them.
 */
export function createMailHandlers(options: MailHandlersOptions): MailHandlers {
  const { store, sealer, tenantOf = () => 'default', now = () => new Date() } = options;
  const log = harmless(options.log);
  const limits = { ...defaultLimits, ...options.limits };
  const choice = createProviderChoice(options.providers, options.providerOf);
  const { first } = choice;
  const pathsOf = (provider: Provider) => completePaths(provider, options.paths);
  const facts = hostFacts(options.host);
  const budget = createBodyBudget(limits.inFlight);
  const background = createBackground(log);
  const endpoints = createEndpointHost({ log, newId: createUuidV7() });

  const readTenant = options.access ?? ((tenant) => readAccess(store.settings, sealer, tenant, now()));
  const access = createTtlCache(async (tenant) => {
    const provider = await choice.of(tenant);
    if (provider === null) return noAccess(first);
    const { authKeys, monitoring, unreadable = 0 } = await readTenant(tenant);
    if (unreadable > 0) {
      const message =
        'Auth keys are set that no master key opens. Give the sealer the master key they were sealed with.';
      log({ level: 'error', event: 'keys-unreadable', tenant, count: unreadable, message });
    }
    return { provider, keys: keyRing(authKeys), monitoring };
  }, accessAgeMs);
  const pause = createTtlCache(
    async (tenant) => (await store.settings.read(tenant)).responses.pause,
    accessAgeMs,
  );

  const events = options.onEvents && createHostEventPump(store, options.onEvents, { now, log });
  const readHere = (provider: string, reason: unknown) =>
    log({
      level: 'warn',
      event: 'reader-not-in-thread',
      provider,
      message:
        'Packets of this provider are read in the thread of the host: the store could not load the reader.',
      error: reason,
    });
  const processor = createProcessor({
    inbox: store.inbox,
    process: processingOf(store, choice.readers, readHere),
    pause,
    now,
    log,
    applied: () => events?.kick(),
    background: options.background ?? true,
  });
  const dns = createDnsResolver({ development: options.development });
  const ports: HostPorts = {
    store: watchedStore(store, {
      saved: (tenant) => {
        access.forget(tenant);
        pause.forget(tenant);
      },
      appended: () => events?.kick(),
    }),
    sealer,
    async ofTenant(tenant) {
      const provider = await choice.of(tenant);
      if (provider === null)
        throw new TypeError('providerOf knows no provider of a tenant that is logged in.');
      return { provider, paths: pathsOf(provider) };
    },
    resolve: options.resolve ?? dns.resolve,
    // A resolver of the host's own may be a split view: then nobody else is asked past it.
    resolveAuthoritative: options.resolve === undefined ? dns.authoritative : null,
    probe: options.probe ?? createProbe({ development: options.development, now }),
    lists: extendNameLists(options.lists ?? {}),
    mailings: options.mailings ?? null,
    host: facts,
    allowHosts: Object.keys(options.development?.hosts ?? {}),
    now,
    random: Math.random,
    newId: randomUUID,
    nameId,
    deadline: (ms) => AbortSignal.timeout(ms),
    background: background.run,
    authKeyOverlapMs: limits.authKeyOverlapMs,
    limits,
    mayReceiveTest: options.mayReceiveTest ?? null,
    dmarcReportAddress: options.dmarcReportAddress ?? null,
    dnsGuides: options.dnsGuides ?? {},
    domainUse: options.domainUse ?? null,
  };
  const setup = createMailSetup(ports);
  const scheduler = createScheduler({
    leases: store.leases,
    now,
    log: ({ job, ...record }) => log({ ...record, at: job }),
  });
  if ((options.background ?? true) && facts.features.domains) {
    scheduler.every('watch-domains', 60_000, ({ signal }) => watchDomains(ports, { ...watchPace, signal }));
  }

  const incoming = { accessOf: createAccessOf(tenantOf, access, first), budget, log, now };
  const handlers = {
    webhook: endpoints.handler(
      'webhook',
      createWebhook({ ...incoming, inbox: store.inbox, bodyLimit: limits.body, accepted: processor.kick }),
    ),
    monitoring: endpoints.handler(
      'monitoring',
      createMonitoring({ ...incoming, store, host: facts, providers: choice.providers }),
      echoedOrigin,
    ),
    setup: endpoints.handler(
      'setup',
      createSetup({
        setup,
        authorize: options.authorize,
        features: facts.features,
        origins: options.origins ?? [],
        budget,
      }),
    ),
    health: endpoints.handler('health', createHealth(store)),
  };
  const close = async () => {
    await endpoints.close(graceMs);
    await Promise.all([processor.close(), scheduler.close(), events?.close(), background.close(graceMs)]);
    dns.close();
    await store.close();
  };
  let closing: Promise<void> | undefined;
  return {
    ...handlers,
    router: (others) =>
      createRouter(
        handlers,
        choice.providers.map((provider) => completePaths(provider, { ...options.paths, ...others })),
      ),
    setupFor: setup,
    processOnce: () => processor.once(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function hostFacts({
  service,
  deployment,
  features: some,
  support,
  cohort,
  articles = {},
}: HostOptions): HostFacts {
  checkArticles(articles);
  return {
    service,
    deployment: deployment ?? 'on-site',
    features: { ...allFeatures, ...some },
    support: support ?? null,
    cohort: cohort ?? defaultCohort,
    articles: { ...articles },
    version,
  };
}

/** Links of a page: nothing that is no web address may get there. */
function checkArticles(articles: NonNullable<HostOptions['articles']>): void {
  for (const [id, url] of Object.entries(articles)) {
    if (!articleIds.some((known) => known === id))
      throw new TypeError(`host.articles: there is no article "${id}"; known are ${articleIds.join(', ')}.`);
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new TypeError(`host.articles.${id} has to be an absolute http or https URL.`);
  }
}

const allFeatures: HostFacts['features'] = {
  domains: true,
  access: true,
  monitoring: true,
  test: true,
  launch: true,
};
