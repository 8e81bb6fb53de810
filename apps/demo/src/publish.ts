import { planDomain, type ServiceDomain } from '@mail-settings/core';
import type { ZoneRecord } from './zone-text.ts';

/**
 * The zone with what the service asks for, as a careful administrator would enter it: an SPF record that is there gets
 * the new include, a DMARC policy that is there stays.
 */
export function published(service: ServiceDomain, zone: readonly ZoneRecord[]): ZoneRecord[] {
  const records = [...zone];
  for (const { record } of planDomain({ domain: service.domain, service }).records) {
    const { fqdn: name, type, value, priority = 10 } = record;
    const at = (kind: RegExp) => records.findIndex((one) => one.name === name && kind.test(textOf(one)));
    const spf = at(/^v=spf1( |$)/i);
    if (record.purpose === 'spf' && spf >= 0) {
      const include = value.split(' ').find((term) => term.startsWith('include:')) ?? '';
      const present = textOf(records[spf]).split(' ');
      const terms = present.includes(include) ? present : ['v=spf1', include, ...present.slice(1)];
      records[spf] = text(name, terms.join(' '));
    } else if (record.purpose === 'dmarc' && at(/^v=DMARC1/) >= 0) continue;
    else if (type === 'TXT') records.push(text(name, value));
    else if (type === 'MX') records.push({ name, ttl, type, priority, value });
    else records.push({ name, ttl, type, value });
  }
  const known = new Set<string>();
  return records.filter((record) => !known.has(JSON.stringify(record)) && known.add(JSON.stringify(record)));
}

const ttl = 300;

const text = (name: string, value: string): ZoneRecord => ({
  name,
  ttl,
  type: 'TXT',
  strings: value.match(/.{1,255}/gs) ?? [''],
});

const textOf = (record: ZoneRecord | undefined): string =>
  record?.type === 'TXT' ? record.strings.join('') : '';
