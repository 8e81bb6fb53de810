import type { ResolveDns } from './domains/dns.ts';
import type { NameLists } from './domains/domain-name.ts';
import type { HostFacts } from './host.ts';
import type { MailStore } from './mail-store.ts';
import type { MailingSource } from './mailing/mailing-source.ts';
import type { Provider } from './provider/provider.ts';
import type { Probe } from './reachability/probe.ts';
import type { Sealer } from './settings/sealer.ts';
import type { Tenant } from './tenant.ts';

/** Everything outside that the operations need, for one tenant. */
export type MailSetupPorts = {
  store: MailStore;
  /** The sending service of the tenant. */
  provider: Provider;
  sealer: Sealer;
  resolve: ResolveDns;
  /** Asks a zone's own servers, past every cache; null: what is published but not yet seen counts as missing. */
  resolveAuthoritative: ResolveDns | null;
  probe: Probe;
  /** Null: the host has no mailings of its own; a test then goes out with a built-in text. */
  mailings: MailingSource | null;
  host: HostFacts;
  /** Paths of the two endpoints behind the response domain, beginning with a slash. */
  paths: { webhook: string; monitoring: string };
  /** Private-looking names that are accepted (a development set-up). */
  allowHosts: readonly string[];
  lists: NameLists;
  now: () => Date;
  /** A random number from 0 up to but not including 1. */
  random: () => number;
  /** A random GUID in lower case. */
  newId: () => string;
  /** The same GUID for the same text, every time and everywhere (RFC 9562 §5.5). */
  nameId: (name: string) => string;
  /** A signal that aborts by itself after that many milliseconds. */
  deadline: (ms: number) => AbortSignal;
  /** Runs work that outlives its request; closing the host waits for it or aborts it. */
  background: (work: (signal: AbortSignal) => Promise<void>) => void;
  /** How long a replaced auth key is still accepted, in milliseconds. */
  authKeyOverlapMs: number;
  limits: { checksPerMinute: number; testsPerHour: number };
  /** Whether a test email may go there. The default knows the tenant's own sender domains only: no open relay. */
  mayReceiveTest: ((tenant: Tenant, address: string) => boolean | Promise<boolean>) | null;
  /** Where DMARC reports of a domain go; null proposes a record without reports. */
  dmarcReportAddress: ((domain: string) => string | null) | null;
  /** Help of the integrator's own for hosts of DNS zones, by the host's id, instead of the host's; `generic` for the others. */
  dnsGuides: Readonly<Record<string, string>>;
  /** When the host itself last sent from the tenant's sender domains, by domain; null: only launches and tests are known. */
  domainUse: ((tenant: Tenant) => Promise<Readonly<Record<string, Date>>>) | null;
};

/** The same for a host with all of its tenants. */
export type HostPorts = Omit<MailSetupPorts, 'provider' | 'paths'> & {
  /** What differs from tenant to tenant. */
  ofTenant(tenant: Tenant): Promise<Pick<MailSetupPorts, 'provider' | 'paths'>>;
};

export const portsOf = async (ports: HostPorts, tenant: Tenant): Promise<MailSetupPorts> => ({
  ...ports,
  ...(await ports.ofTenant(tenant)),
});
