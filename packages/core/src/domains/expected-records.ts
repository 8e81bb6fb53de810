import { normalName } from './domain-name.ts';
import type { DomainRecord, RecordPurpose } from './record.ts';
import { type PlannedValue, recordKinds } from './record-kinds.ts';
import type { ServiceDomain } from './service-domain.ts';

export type RecordPlan = {
  /** Apex of the zone the records go into; null while it is not known. */
  zone?: string | null;
  /** Where DMARC reports shall go; without it no `rua` is proposed. */
  dmarcReportAddress?: string;
};

/**
 * The records a service's values ask for, in the order of the page: MX, SPF, DKIM, DMARC, ownership, tracking.
 * There is always a DMARC record: without it a domain is not verified.
 */
export function expectedRecords(service: ServiceDomain, plan: RecordPlan = {}): DomainRecord[] {
  const domain = normalName(service.domain);
  const detailed: Row[] = (service.records ?? []).map((row) => ({
    ...row,
    purpose: purposes.find((purpose) => recordKinds[purpose].ownsHost?.test(row.host)) ?? row.purpose,
  }));
  const { dmarcReportAddress } = plan;
  const rows = purposes.flatMap((purpose): Row[] => {
    const given = detailed.filter((row) => row.purpose === purpose);
    if (given.length > 0) return given;
    return recordKinds[purpose].plan(service, { dmarcReportAddress }).map((row) => ({ ...row, purpose }));
  });
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const record = toRecord(row, domain, plan.zone ?? null);
    const count = (seen.get(record.id) ?? 0) + 1;
    seen.set(record.id, count);
    if (count > 1) record.id = `${record.id}#${count}`;
    return record;
  });
}

/** A name below the zone as DNS hosts want it: relative, `@` at the apex. Without a zone, or outside it, the name itself. */
export function relativeHost(fqdn: string, zone: string | null): string {
  if (zone === null) return fqdn;
  if (fqdn === zone) return '@';
  return fqdn.endsWith(`.${zone}`) ? fqdn.slice(0, -zone.length - 1) : fqdn;
}

type Row = PlannedValue & { purpose: RecordPurpose };

/** In the order of the page. */
const purposes = Object.keys(recordKinds) as RecordPurpose[];

function toRecord(row: Row, domain: string, zone: string | null): DomainRecord {
  const fqdn = absoluteName(row.host, domain);
  const relative = relativeHost(fqdn, domain);
  const below = relative.endsWith('._domainkey') ? relative.slice(0, -11) : relative;
  const exchange = row.type === 'MX' ? /^(?:(\d{1,5})\s+)?(\S+)$/.exec(row.value.trim()) : null;
  const record: DomainRecord = {
    id: below === '@' || row.purpose === 'dmarc' ? row.purpose : `${row.purpose}:${below}`,
    purpose: row.purpose,
    type: row.type,
    fqdn,
    host: relativeHost(fqdn, zone),
    value: row.type === 'TXT' ? row.value.trim() : normalName(exchange?.[2] ?? row.value),
    // Links work without the tracking name, and `o=~` is the policy of DomainKeys, which nobody reads any more (RFC 4870 §3.6).
    required: row.purpose !== 'tracking' && !(row.purpose === 'dkim' && /^\s*o=/.test(row.value)),
  };
  if (row.type === 'MX') record.priority = Number(exchange?.[1] ?? 10);
  return record;
}

/** `host` as services write it: relative to the domain, unless it ends in the domain itself or in a dot. */
function absoluteName(host: string, domain: string): string {
  if (host === '@') return domain;
  const name = host.trim().toLowerCase();
  if (name === '' || name === '@') return domain;
  if (name.endsWith('.')) return normalName(name);
  const plain = normalName(name);
  return plain === domain || plain.endsWith(`.${domain}`) ? plain : `${plain}.${domain}`;
}
