import { createHash } from 'node:crypto';
import type { DnsType, ServiceDomain } from '@mail-settings/core';
import { type Answer, AUTHORITATIVE_ANSWER, encode } from 'dns-packet';

/** Questions under way at once, for both contenders. */
export const concurrency = 100;

export type Question = { name: string; type: DnsType };

/** What the service asks of a domain: five records, its key of 2,048 bits unlike any other's. */
export function serviceAt(at: number): ServiceDomain {
  return {
    domain: `shop-${at}.example`,
    active: false,
    message: null,
    mx: '10 mx.service.example',
    spf: 'v=spf1 include:_spf.service.example ~all',
    dkim: [{ host: 'us._domainkey', value: `v=DKIM1; k=rsa; p=${publicKey(at)}` }],
    dmarc: 'v=DMARC1; p=none',
    ownership: `service-domain-verification=${createHash('sha256').update(`${at}`).digest('hex')}`,
  };
}

/** What has to be asked to judge them; text records of the domain itself share a question. */
export function questionsAt(at: number): Question[] {
  const { domain } = serviceAt(at);
  return [
    { name: domain, type: 'SOA' },
    { name: domain, type: 'NS' },
    { name: domain, type: 'MX' },
    { name: domain, type: 'TXT' },
    { name: `us._domainkey.${domain}`, type: 'TXT' },
    { name: `_dmarc.${domain}`, type: 'TXT' },
    { name: '_spf.service.example', type: 'TXT' },
  ];
}

/** Replies for one domain, ready but for the id. */
export function repliesAt(at: number): Buffer[] {
  const { domain, spf, dkim, dmarc, ownership } = serviceAt(at);
  const [soa, ns, mx, apex, key, policy, included] = questionsAt(at);
  const text = (name: string, ...values: (string | null | undefined)[]) =>
    values.map((value): Answer => ({ type: 'TXT', name, ttl: 300, data: strings(value ?? '') }));
  return [
    reply(soa, [
      {
        type: 'SOA',
        name: domain,
        ttl: 300,
        data: {
          mname: `ns.${domain}`,
          rname: `admin.${domain}`,
          serial: 1,
          refresh: 1,
          retry: 1,
          expire: 1,
          minimum: 60,
        },
      },
    ]),
    reply(ns, [
      { type: 'NS', name: domain, ttl: 300, data: 'ns1.service.example' },
      { type: 'NS', name: domain, ttl: 300, data: 'ns2.service.example' },
    ]),
    reply(mx, [
      { type: 'MX', name: domain, ttl: 300, data: { preference: 10, exchange: 'mx.service.example' } },
    ]),
    reply(apex, text(domain, spf, ownership, `other-service=${at}`)),
    reply(key, text(`us._domainkey.${domain}`, dkim[0]?.value)),
    reply(policy, text(`_dmarc.${domain}`, dmarc)),
    reply(included, text('_spf.service.example', 'v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ~all')),
  ];
}

function reply(question: Question | undefined, answers: Answer[]): Buffer {
  if (question === undefined) throw new Error('an answer without a question');
  const questions = [{ ...question, class: 'IN' as const }];
  return encode({ type: 'response', id: 0, flags: AUTHORITATIVE_ANSWER, questions, answers });
}

function strings(value: string): string[] {
  return value.match(/.{1,255}/g) ?? [];
}

/** An RSA key by its form (nobody could sign with it): made in no time, other bytes for each domain. */
function publicKey(at: number): string {
  const hashes = Array.from({ length: 8 }, (_, part) =>
    createHash('sha256').update(`${at} ${part}`).digest(),
  );
  const modulus = Buffer.concat(hashes);
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[255] = (modulus[255] ?? 0) | 1;
  return Buffer.concat([keyHead, modulus, keyEnd]).toString('base64');
}

/** SubjectPublicKeyInfo of 2,048 bits around the modulus, exponent 65,537 (RFC 5280 §4.1.2.7, RFC 8017 §A.1.1). */
const keyHead = Buffer.from('30820122300d06092a864886f70d01010105000382010f003082010a0282010100', 'hex');
const keyEnd = Buffer.from('0203010001', 'hex');
