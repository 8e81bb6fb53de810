import { credentialsOf } from '../connection/credentials.ts';
import { isMailError, MailError } from '../errors.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { Tenant } from '../tenant.ts';
import { checkDomain, domainState, planDomain } from './check-domain.ts';
import { dnsHostOf, genericDnsHost } from './dns-hosts.ts';
import { normalName, readDomainName } from './domain-name.ts';
import { changeDomain } from './domain-store.ts';
import type { DomainReport } from './record.ts';
import type { ServiceDomain } from './service-domain.ts';
import { firstWatch, watchAfter } from './watch.ts';

/** The list of sender domains as the page is answered. */
export type DomainList = {
  domains: DomainReport[];
  /** Code of why the service could not be asked; the list is then the stored one. Null: the service was asked. */
  unavailable: string | null;
  serviceMessage?: string;
};

/** A domain unused for this long is marked, never hidden (S26). */
const unusedMs = 90 * 24 * 3_600_000;

/**
 * All domains ever added, here or at the service. The service's verdicts are refreshed; where it cannot be asked, the
 * stored list is answered with the code of why.
 */
export async function listSenderDomains(ports: MailSetupPorts, tenant: Tenant): Promise<DomainList> {
  try {
    const named = await askDomains(ports, tenant);
    // Read after the service answered: a check that ended meanwhile knows more than what was stored before.
    const known = await ports.store.domains.list(tenant);
    await Promise.all(named.map((service) => refresh(ports, tenant, service, find(known, service.domain))));
    return { domains: await listStoredDomains(ports, tenant), unavailable: null };
  } catch (error) {
    if (!isMailError(error) || error.code === 'store-unavailable') throw error;
    const { serviceMessage } = error.details;
    return {
      domains: await listStoredDomains(ports, tenant),
      unavailable: error.code,
      ...(serviceMessage === undefined ? {} : { serviceMessage }),
    };
  }
}

/**
 * Stored reports, as the page is answered. Those of unused domains are marked by the launches and tests of the last 90 days
 * and by what the host says of its own mailings; where neither knows of any use, none is marked.
 */
async function listStoredDomains(ports: MailSetupPorts, tenant: Tenant): Promise<DomainReport[]> {
  const [stored, uses, hostUses] = await Promise.all([
    ports.store.domains.list(tenant),
    ports.store.domains.uses(tenant),
    ports.domainUse?.(tenant),
  ]);
  const reports = stored.map((report) => withDnsHost(ports, report));
  if (Object.keys(uses).length === 0 && hostUses === undefined) return reports;
  const since = ports.now().getTime() - unusedMs;
  const last = new Map<string, number>();
  for (const [domain, at] of [...Object.entries(uses), ...Object.entries(hostUses ?? {})]) {
    const name = normalName(domain);
    last.set(name, Math.max(last.get(name) ?? 0, at.getTime()));
  }
  return reports.map((report) => ({ ...report, unused: (last.get(report.domain) ?? 0) < since }));
}

/** The host of a zone is recognised anew each time: what is known of hosts changes with the kit, not with the zone. */
function withDnsHost({ dnsGuides }: MailSetupPorts, report: DomainReport): DomainReport {
  if (report.nameServers === undefined) return report;
  const link = dnsGuides[genericDnsHost.id];
  const unknown = link === undefined ? genericDnsHost : { ...genericDnsHost, link };
  return { ...report, dnsHost: dnsHostOf(report.nameServers, { links: dnsGuides }) ?? unknown };
}

/**
 * Adds a domain at the service and queries DNS at once: what to publish depends on what is there. Throws `invalid` where the
 * name is none, or is there already.
 */
export async function addSenderDomain(
  ports: MailSetupPorts,
  tenant: Tenant,
  typed: string,
): Promise<DomainReport> {
  const name = readDomainName(typed, ports.lists);
  if (!name.ok) throw invalidName(name.code, name.suggestion);
  const { domains } = ports.store;
  if ((await domains.read(tenant, name.domain)) !== null) throw invalidName('duplicate');
  const service = await ports.provider.service.addDomain(await credentialsOf(ports, tenant), name.domain);
  const seen = await queryDns(ports, name.domain, service);
  const { watch, events } = watchAfter(seen, undefined, ports.now(), ports.random());
  const report = { ...seen, watch };
  const change = {
    revision: null,
    at: ports.now(),
    events: events.map((type) => ({ type, domain: name.domain })),
  };
  if (await domains.save(tenant, report, change)) return withDnsHost(ports, report);
  // Somebody else has listed or added it meanwhile.
  return (await domains.read(tenant, name.domain))?.report ?? report;
}

/** One check of DNS, with what the host gives for it. */
function queryDns(
  ports: MailSetupPorts,
  domain: string,
  service: ServiceDomain,
  more: { previous?: DomainReport; signal?: AbortSignal } = {},
): Promise<DomainReport> {
  const { resolve, resolveAuthoritative, lists } = ports;
  return checkDomain({
    domain,
    service,
    resolve,
    ...(resolveAuthoritative === null ? {} : { resolveAuthoritative }),
    lists,
    now: ports.now(),
    ...reportAddress(ports, domain),
    ...more,
  });
}

export type DomainCheckOptions = {
  signal?: AbortSignal | undefined;
  /** The service's list, for callers that check many domains of a tenant and ask once; asked anew without it. */
  serviceDomains?: (ports: MailSetupPorts, tenant: Tenant, signal?: AbortSignal) => Promise<ServiceDomain[]>;
};

/** Queries DNS and asks the service for its verdict; the host is told what the check changes in the domain's standing. */
export async function checkSenderDomain(
  ports: MailSetupPorts,
  tenant: Tenant,
  typed: string,
  { signal, serviceDomains = askDomains }: DomainCheckOptions = {},
): Promise<DomainReport> {
  const name = normalName(typed);
  const previous = await ports.store.domains.read(tenant, name);
  if (previous === null) throw new MailError('not-found', 'There is no such sender domain.');
  const credentials = await credentialsOf(ports, tenant);
  const options = signal === undefined ? {} : { signal };
  const verdict = await ports.provider.service
    .validateDomain?.(credentials, name, options)
    .catch(ignoreMailError);
  const listed = find(await serviceDomains(ports, tenant, signal), name);
  if (listed === undefined) throw new MailError('not-found', 'The service does not know this sender domain.');
  // The list may be of a moment before; its "no" is the service's word on sending, a fresh "yes" goes before it.
  const service = verdict?.active ? { ...listed, ...verdict } : listed;
  const seen = await queryDns(ports, name, service, { previous: previous.report, ...options });
  signal?.throwIfAborted();
  // Another check may have ended meanwhile: what it told is not told again, what it counted not counted twice.
  const report = await changeDomain(ports.store.domains, tenant, name, (last) => {
    const { watch, events } = watchAfter(seen, last.watch, ports.now(), ports.random());
    return {
      report: { ...seen, watch },
      at: ports.now(),
      events: events.map((type) => ({ type, domain: name })),
    };
  });
  return withDnsHost(ports, report ?? seen);
}

/** Puts the next check of a domain off, where the service could not be asked about it. */
export async function postponeDomain(ports: MailSetupPorts, tenant: Tenant, domain: string): Promise<void> {
  await changeDomain(ports.store.domains, tenant, domain, (known) => {
    const { watch } = watchAfter(null, known.watch, ports.now(), ports.random());
    return { report: { ...known, watch }, at: ports.now(), events: [] };
  });
}

/** The sender domains as the service has them now. */
export const askDomains = async (ports: MailSetupPorts, tenant: Tenant, signal?: AbortSignal) =>
  ports.provider.service.domains(await credentialsOf(ports, tenant), { signal });

/** A domain new to us is planned; of a known one the service's verdict is taken over, our evidence stays. */
async function refresh(
  ports: MailSetupPorts,
  tenant: Tenant,
  service: ServiceDomain,
  known: DomainReport | undefined,
): Promise<void> {
  const domain = normalName(service.domain);
  const { domains } = ports.store;
  if (known === undefined) {
    await domains.save(tenant, planned(ports, domain, service), {
      revision: null,
      at: ports.now(),
      events: [],
    });
  } else if (known.service.active !== service.active || known.service.message !== service.message) {
    const { active, message } = service;
    await changeDomain(domains, tenant, domain, (stored) => ({
      report: {
        ...stored,
        service: { active, message },
        state: stored.checkedAt === null ? stored.state : domainState(active, stored.records),
      },
      at: ports.now(),
      events: [],
    }));
  }
}

const planned = (ports: MailSetupPorts, domain: string, service: ServiceDomain): DomainReport => ({
  ...planDomain({ domain, service, ...reportAddress(ports, domain) }),
  watch: firstWatch(ports.now(), ports.random()),
});

const find = <T extends { domain: string }>(all: readonly T[], domain: string): T | undefined =>
  all.find((one) => normalName(one.domain) === normalName(domain));

const invalidName = (code: string, suggestion?: string): MailError =>
  new MailError('invalid', 'This is not a domain that can be added.', {
    fields: [
      suggestion === undefined
        ? { field: 'domain', code }
        : { field: 'domain', code, params: { suggestion } },
    ],
  });

function reportAddress(ports: MailSetupPorts, domain: string): { dmarcReportAddress?: string } {
  const address = ports.dmarcReportAddress?.(domain) ?? null;
  return address === null ? {} : { dmarcReportAddress: address };
}

function ignoreMailError(error: unknown): void {
  if (!isMailError(error)) throw error;
}
