import * as z from 'zod/mini';
import { normalName } from '../../domains/domain-name.ts';
import type { RecordPurpose } from '../../domains/record.ts';
import {
  readTextLines,
  type ServiceDomain,
  type ServiceRecord,
  type ServiceText,
} from '../../domains/service-domain.ts';
import { MailError } from '../../errors.ts';
import { anyCase, defineCall, type Fields, flag, listOf, text, type Words } from './call.ts';

/** The list as the service keeps it: templates and values for all domains, then each with its own. */
export type CesDomainList = {
  /** `{0}` stands for the key. */
  dkimTemplate: string | null;
  defaultKey: string | null;
  spf: string | null;
  dmarc: string | null;
  /** `{0}` stands for the domain. */
  ownershipTemplate: string | null;
  domains: {
    domain: string;
    active: boolean;
    message: string | null;
    key: string | null;
    spf: string | null;
    mx: string | null;
    records?: ServiceRecord[];
  }[];
};

/** A domain, and the provider where an account has several. */
export type CesDomainInput = { domain: string; provider: string | null };

const recordFields = anyCase({
  hostname: text,
  type: text,
  value: text,
  senderDomainRecordCategory: text,
  status: text,
});

const domainFields = anyCase({
  domain: text,
  status: text,
  error: text,
  key: text,
  spfKey: text,
  mx: text,
  recordDetails: listOf(recordFields),
});

const listFields = anyCase({
  domains: listOf(domainFields),
  defaultDKIMKey: text,
  dkimRecord: text,
  spfValue: text,
  // The service spells it with a k, the product's page reads it with a c.
  dmarkValue: text,
  dmarcValue: text,
  domainValidationRecord: text,
});

const domainRequestFields = anyCase({ domain: text, providerName: text });

export const domainsCall = defineCall('domains', {
  isRead: true,
  request: {
    fields: anyCase({ providerName: text }),
    write: (input: { provider: string | null }): Fields => providerField(input.provider),
    read: ({ providerName }) => ({ provider: providerName }),
  },
  answer: domainsAnswer(),
});

export const addDomainCall = defineCall('addDomain', { request: domainRequest(), answer: domainsAnswer() });

export const validateDomainCall = defineCall('validateDomain', {
  keyName: 'apiKey',
  request: domainRequest(),
  answer: {
    fields: anyCase({
      isSuccess: flag,
      isValid: flag,
      message: text,
      recordsValidation: listOf(anyCase({ recordCategory: text, isValid: flag, message: text })),
    }),
    write: ({ active, message }: { active: boolean; message: string | null }): Fields => ({
      isSuccess: true,
      isValid: active,
      message,
      recordsValidation: [],
    }),
    read: ({ isValid, message, recordsValidation }, words): { active: boolean; message: string | null } => ({
      active: isValid,
      message: words(
        message || (recordsValidation.find((record) => !record.isValid && record.message)?.message ?? null),
      ),
    }),
  },
});

export const shareDomainCall = defineCall('shareDomain', {
  keyName: 'apiKey',
  request: domainRequest(),
  answer: {
    fields: anyCase({ token: z.string() }),
    write: (token: string): Fields => ({ token }),
    read: ({ token }): string => token,
  },
});

export const authorizeDomainCall = defineCall('authorizeDomain', {
  keyName: 'apiKey',
  request: {
    fields: anyCase({ domain: text, providerName: text, token: text }),
    write: (input: CesDomainInput & { token: string }): Fields => ({
      domain: input.domain,
      ...providerField(input.provider),
      token: input.token,
    }),
    read: ({ domain, providerName, token }) => ({
      domain: domain ?? '',
      provider: providerName,
      token: token ?? '',
    }),
  },
  answer: domainsAnswer(),
});

function domainRequest() {
  return {
    fields: domainRequestFields,
    write: ({ domain, provider }: CesDomainInput): Fields => ({ domain, ...providerField(provider) }),
    read: (fields: z.infer<typeof domainRequestFields>): CesDomainInput => ({
      domain: fields.domain ?? '',
      provider: fields.providerName,
    }),
  };
}

const providerField = (provider: string | null): Fields =>
  provider === null ? {} : { providerName: provider };

function domainsAnswer() {
  return {
    fields: listFields,
    write: (list: CesDomainList): Fields => ({
      domains: list.domains.map((domain) => ({
        domain: domain.domain,
        status: domain.active ? 'active' : 'inactive',
        error: domain.message,
        key: domain.key,
        spfKey: domain.spf,
        mx: domain.mx,
        ...(domain.records ? { recordDetails: domain.records.map(writeRecord) } : {}),
      })),
      defaultDKIMKey: list.defaultKey,
      dkimRecord: list.dkimTemplate,
      spfValue: list.spf,
      dmarkValue: list.dmarc,
      domainValidationRecord: list.ownershipTemplate,
    }),
    read: (fields: ListFields, words: Words): ServiceDomain[] =>
      fields.domains.flatMap((domain) =>
        domain.domain
          ? [{ ...toServiceDomain(domain.domain, domain, fields), message: words(domain.error) }]
          : [],
      ),
  };
}

type DomainFields = z.infer<typeof domainFields>;
type ListFields = z.infer<typeof listFields>;

function toServiceDomain(
  name: string,
  domain: DomainFields,
  list: ListFields,
): Omit<ServiceDomain, 'message'> {
  const records = domain.recordDetails.flatMap(readRecord);
  const ownership = readOwnership(list.domainValidationRecord, name);
  if (ownership && !isAtDomain(ownership.host, name)) {
    records.push({ ...ownership, type: 'TXT', purpose: 'ownership', active: false });
  }
  for (const { host, value } of records) oneLine('recordDetails', `${host} ${value}`);
  return {
    domain: name,
    active: domain.status?.toLowerCase() === 'active',
    spf: oneLine('spfKey', plainValue(domain.spfKey || list.spfValue)),
    dkim: dkimTexts(list.dkimRecord, domain.key || list.defaultDKIMKey),
    mx: oneLine('mx', domain.mx?.trim() || null),
    dmarc: oneLine('dmarkValue', plainValue(list.dmarkValue || list.dmarcValue)),
    ownership: oneLine('domainValidationRecord', ownership?.value ?? null),
    ...(records.length > 0 ? { records } : {}),
  };
}

/** A DNS value is one line: with another in it, a file made of such values would hold records nobody meant. */
function oneLine(field: string, value: string | null): string | null {
  if (value === null || !/[\r\n]/.test(value)) return value;
  throw new MailError(
    'answer-unreadable',
    `The DNS value ${field} of the service has several lines: it must have one.`,
  );
}

/** The product's own lines where the service gives no template (UniOne's names). */
const defaultDkim = '_domainkey TXT o=~\nus._domainkey TXT k=rsa; p={0}';

function dkimTexts(template: string | null, key: string | null): ServiceText[] {
  if (!key?.trim()) return [];
  // A key is base64, which is often wrapped; blanks in it mean nothing (RFC 6376 §3.2).
  const filled = (template?.trim() || defaultDkim).replaceAll('{0}', () => key.replace(/\s+/g, ''));
  const texts = readTextLines(filled);
  // A template that is a value alone says nothing of the selector: the default one is the product's.
  return texts.length > 0 ? texts : [{ host: 'us._domainkey', value: filled }];
}

function readOwnership(template: string | null, domain: string): ServiceText | null {
  if (!template?.trim()) return null;
  const filled = template.trim().replaceAll('{0}', () => domain);
  return readTextLines(filled)[0] ?? { host: '@', value: filled };
}

function isAtDomain(host: string, domain: string): boolean {
  return host === '@' || normalName(host) === normalName(domain);
}

/** The value alone, where a service writes the whole line `@ TXT v=spf1 …`. */
function plainValue(value: string | null): string | null {
  const plain = value?.trim();
  return plain ? (readTextLines(plain)[0]?.value ?? plain) : null;
}

const categories: readonly (readonly [category: string, purpose: RecordPurpose])[] = [
  ['SPF', 'spf'],
  ['DKIM', 'dkim'],
  ['CNAME', 'tracking'],
  ['MX', 'mx'],
];

function readRecord(fields: z.infer<typeof recordFields>): ServiceRecord[] {
  const purpose = categories.find(
    ([category]) => category === fields.senderDomainRecordCategory?.toUpperCase(),
  )?.[1];
  const type = (['TXT', 'CNAME', 'MX'] as const).find((known) => known === fields.type?.trim().toUpperCase());
  if (!purpose || !type || !fields.value) return [];
  const active = fields.status?.toLowerCase() === 'active';
  return [{ host: fields.hostname || '@', type, value: fields.value, purpose, active }];
}

const writeRecord = ({ host, type, value, purpose, active }: ServiceRecord): Fields => ({
  hostname: host,
  type,
  value,
  senderDomainRecordCategory: categories.find(([, meaning]) => meaning === purpose)?.[0] ?? purpose,
  status: active ? 'active' : 'inactive',
});
