/** What a user of this host's form should know before typing; the page has the words. */
export type DnsHostNote =
  /** TXT values must be typed in double quotes. */
  | 'txt-quotes-needed'
  /** The form adds the quotes; none are to be typed. */
  | 'txt-quotes-added'
  /** The form escapes semicolons and the like; no backslash is to be typed. */
  | 'txt-escaped-itself'
  /** Values over 255 characters are cut into strings by the host. */
  | 'txt-split-itself'
  /** Values over 255 characters must be typed as several quoted strings. */
  | 'txt-split-by-hand'
  /** What is too long for the form can be typed in the zone's text mode. */
  | 'txt-longer-in-text-mode'
  /** All values of a name and type are in one record set: a further TXT value goes into the existing one. */
  | 'one-set-per-name'
  /** SPF, DKIM or DMARC are record types of their own in the form. */
  | 'own-record-types'
  /** TXT records of a subdomain are added in the zone of the domain. */
  | 'subdomain-txt-in-parent-zone'
  /** An alias may be proxied, which hides its target: switch that off. */
  | 'proxies-cname'
  /** An alias at the apex is answered as addresses. */
  | 'flattens-apex-cname'
  /** An alias needs its subdomain to be added first. */
  | 'cname-needs-subdomain'
  /** Targets are typed with a final dot. */
  | 'target-needs-dot'
  /** Targets are typed without a final dot. */
  | 'target-without-dot'
  /** The priority of an MX record is typed before the mail server, in the same field. */
  | 'mx-priority-in-value'
  /** MX records can be added only after mail is set to "Custom MX". */
  | 'mx-needs-custom-mail'
  /** Two hosts answer from these servers; which of them it is only the owner knows. */
  | 'shared-name-servers';

/** A host of DNS zones and its form. What is undefined could not be verified, which is not a "no". */
export type DnsHost = {
  id: string;
  name: string;
  /** Ends of its servers' names, whole labels; `#` is one digit. */
  ns: readonly string[];
  /** Captions of the fields of a TXT record, as printed in the English form. */
  host?: string;
  value?: string;
  /** The same as printed in the Russian form. */
  ru?: { host?: string; value?: string };
  /** The form adds the zone to the host by itself: type it relative. */
  relative?: true;
  /** What to type as the host of the apex. */
  apex?: '@' | '';
  /** Longest TXT value the form takes, in characters. */
  max?: number;
  notes?: readonly DnsHostNote[];
  /** The host's own help. */
  link?: string;
};

/**
 * The host whose form changes a zone, from the zone's NS records (those of the apex the SOA names: a delegated subdomain
 * has its own). Null where a server is unknown or the servers are of several hosts: such a zone is copied between them
 * by means nobody sees from here, and advice for the wrong form does harm. `links` replaces help links by id.
 */
export function dnsHostOf(
  nameServers: readonly string[],
  { links }: { links?: Readonly<Record<string, string>> | undefined } = {},
): DnsHost | null {
  const [host, ...others] = nameServers.map(hostOfServer);
  if (!host || others.some((other) => other !== host)) return null;
  const link = links?.[host.id];
  return link === undefined ? host : { ...host, link };
}

/** To show where `dnsHostOf` says null: a panel nobody recognises from outside, such as cPanel. The page names it. */
export const genericDnsHost: DnsHost = { id: 'generic', name: '', ns: [] };

// Sources stand above each row. "MS: x" is MicrosoftDocs/microsoft-365-docs, microsoft-365/admin/dns/create-dns-records-x.md,
// "Creatio" the facts of its 7.15 page "Specifics of popular DNS providers" (academy.creatio.com).
export const dnsHosts: readonly DnsHost[] = [
  // godaddy.com/…/help/…-19232 (name without the domain, @, 1024); Creatio.
  {
    id: 'godaddy',
    name: 'GoDaddy',
    ns: ['domaincontrol.com'],
    host: 'Name',
    value: 'Value',
    relative: true,
    apex: '@',
    max: 1024,
    notes: ['txt-escaped-itself'],
    link: 'https://www.godaddy.com/help/add-a-txt-record-19232',
  },
  // cloudflare/cloudflare-docs …/dns/manage-dns-records/reference/dns-record-types.mdx (quotes, 2,048, flattening, proxy);
  // cloudflare-typescript src/resources/dns/records.ts (splits); MS: at-cloudflare (captions); Creatio.
  {
    id: 'cloudflare',
    name: 'Cloudflare',
    ns: ['ns.cloudflare.com'],
    host: 'Name',
    value: 'Content',
    relative: true,
    apex: '@',
    max: 2048,
    notes: [
      'txt-quotes-added',
      'txt-escaped-itself',
      'txt-split-itself',
      'proxies-cname',
      'flattens-apex-cname',
    ],
    link: 'https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/',
  },
  // MS: at-bluehost; bluehost.com/help/article/txt-records (captions, @); Creatio.
  {
    id: 'bluehost',
    name: 'Bluehost',
    ns: ['ns#.bluehost.com'],
    host: 'Host Record',
    value: 'TXT Value',
    relative: true,
    apex: '@',
    notes: ['txt-escaped-itself'],
    link: 'https://www.bluehost.com/help/article/dns-management-add-edit-or-delete-dns-entries',
  },
  // microsoft-365-docs …/get-help-with-domains/change-nameservers-at-any-domain-registrar.md (servers, caption, @); Creatio.
  {
    id: 'microsoft-365',
    name: 'Microsoft 365',
    ns: ['bdm.microsoftonline.com', 'dns.partner.microsoftonline.cn'],
    host: 'Host name or Alias',
    relative: true,
    apex: '@',
    notes: ['txt-escaped-itself'],
    link: 'https://learn.microsoft.com/microsoft-365/admin/dns/add-or-edit-custom-dns-records',
  },
  // MS: at-dyn-com (captions of the expert interface, empty apex, dots, priority); Creatio (quotes).
  {
    id: 'dyndns',
    name: 'DynDNS',
    ns: ['mydyndns.org'],
    host: 'Host',
    value: 'Data',
    relative: true,
    apex: '',
    notes: ['txt-quotes-needed', 'target-needs-dot', 'mx-priority-in-value'],
    link: 'https://help.dyn.com/standard-dns/managing-resource-records-in-dyn-standard-dns/',
  },
  // The link's page, as cited by third parties (caption, "@"); servers of its web hosting (ns#.hosting.reg.ru) have another panel.
  {
    id: 'reg-ru',
    name: 'REG.RU',
    ns: ['ns#.reg.ru'],
    ru: { host: 'Поддомен' },
    relative: true,
    apex: '@',
    link: 'https://help.reg.ru/support/dns-servery-i-nastroyka-zony/nastroyka-resursnykh-zapisey-dns/nastroyka-resursnykh-zapisey-v-lichnom-kabinete',
  },
  // Servers only (public zones).
  { id: 'ru-center', name: 'RU-CENTER', ns: ['nic.ru'], link: 'https://www.nic.ru/help/' },
  // The link's page, in a third party's summary.
  {
    id: 'timeweb',
    name: 'Timeweb',
    ns: ['ns#.timeweb.ru', 'ns#.timeweb.org'],
    notes: ['own-record-types', 'subdomain-txt-in-parent-zone', 'target-without-dot'],
    link: 'https://timeweb.cloud/docs/domains/dns-records-management',
  },
  // Servers only (public zones).
  {
    id: 'beget',
    name: 'Beget',
    ns: ['ns#.beget.com', 'ns#.beget.pro', 'ns#.beget.ru'],
    link: 'https://beget.com/ru/kb/how-to/mail/nastrojka-dkim',
  },
  // yandex-cloud/docs ru/dns/concepts/resource-record.md (";" begins a comment and spaces separate strings outside of quotes; 1024).
  {
    id: 'yandex-cloud',
    name: 'Yandex Cloud DNS',
    ns: ['ns#.yandexcloud.net'],
    max: 1024,
    notes: ['txt-quotes-needed', 'one-set-per-name'],
    link: 'https://yandex.cloud/ru/docs/dns/concepts/resource-record#txt',
  },
  // The link's page, as cited by a third party (captions, relative host).
  {
    id: 'yandex-360',
    name: 'Yandex 360',
    ns: ['dns#.yandex.net', 'dns#.yandex.ru'],
    ru: { host: 'Хост', value: 'Значение' },
    relative: true,
    link: 'https://yandex.ru/support/yandex-360/business/admin/ru/domains/dns/index.html',
  },
  // docs.selectel.com/cloud-services/dns-hosting/dns_hosting (older servers); public zones (newer).
  {
    id: 'selectel',
    name: 'Selectel',
    ns: ['ns.selectel.ru', 'ns#.selectel.ru', 'ns#.selectel.org'],
    link: 'https://docs.selectel.ru/dns-hosting/records/',
  },
  // awsdocs/amazon-route53-docs doc_source/ResourceRecordTypes.md, resource-record-sets-values-basic.md (quotes, 255, empty apex).
  {
    id: 'route-53',
    name: 'Amazon Route 53',
    ns: ['awsdns-##.com', 'awsdns-##.net', 'awsdns-##.org', 'awsdns-##.co.uk'],
    host: 'Name',
    value: 'Value',
    relative: true,
    apex: '',
    notes: ['txt-quotes-needed', 'txt-split-by-hand', 'one-set-per-name', 'mx-priority-in-value'],
    link: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#TXTFormat',
  },
  // Public zones of both; zones of Google Domains kept these servers when Squarespace took them over.
  {
    id: 'google-cloud-dns',
    name: 'Google Cloud DNS / Squarespace',
    ns: ['googledomains.com'],
    notes: ['shared-name-servers'],
    link: 'https://cloud.google.com/dns/docs/records',
  },
  // MicrosoftDocs/azure-docs articles/dns/dns-zones-records.md (splits, 4096 in a set); MS: for-azure-dns-zones (captions, @).
  {
    id: 'azure-dns',
    name: 'Azure DNS',
    ns: ['azure-dns.com', 'azure-dns.net', 'azure-dns.org', 'azure-dns.info'],
    host: 'Name',
    value: 'Value',
    relative: true,
    apex: '@',
    max: 4096,
    notes: ['txt-split-itself', 'one-set-per-name'],
    link: 'https://learn.microsoft.com/azure/dns/dns-zones-records#txt-records',
  },
  // MS: at-namecheap (captions, @, Custom MX); relative host: many third parties.
  {
    id: 'namecheap',
    name: 'Namecheap',
    ns: ['registrar-servers.com'],
    host: 'Host',
    value: 'Value',
    relative: true,
    apex: '@',
    notes: ['mx-needs-custom-mail'],
    link: 'https://www.namecheap.com/support/knowledgebase/article.aspx/317/2237/how-do-i-add-txtspfdkimdmarc-records-for-my-domain/',
  },
  // MS: at-ionos-com.
  {
    id: 'ionos',
    name: 'IONOS',
    ns: ['ui-dns.com', 'ui-dns.de', 'ui-dns.org', 'ui-dns.biz'],
    host: 'Host name',
    value: 'Value',
    relative: true,
    apex: '',
    notes: ['own-record-types', 'cname-needs-subdomain'],
    link: 'https://www.ionos.com/help/domains/configuring-txt-and-srv-records/managing-txt-records/',
  },
  // ovh/docs pages/web_cloud/domains/dns_zone_edit/guide.en-gb.md (255, text mode, types, dots); MS: at-ovh (captions).
  {
    id: 'ovh',
    name: 'OVHcloud',
    ns: [
      'dns##.ovh.net',
      'ns##.ovh.net',
      'dns###.ovh.net',
      'ns###.ovh.net',
      'dns###.anycast.me',
      'ns###.anycast.me',
    ],
    host: 'Sub-domain',
    value: 'Value',
    relative: true,
    max: 255,
    notes: ['txt-longer-in-text-mode', 'own-record-types', 'target-needs-dot'],
    link: 'https://help.ovhcloud.com/csm/en-dns-edit-dns-zone?id=kb_article_view&sysparm_article=KB0051682',
  },
  // The link's page, as cited by a third party (caption, @).
  {
    id: 'gandi',
    name: 'Gandi',
    ns: ['gandi.net'],
    host: 'Name',
    apex: '@',
    link: 'https://docs.gandi.net/en/domain_names/common_operations/dns_records.html',
  },
  // Servers only (public zones).
  {
    id: 'digitalocean',
    name: 'DigitalOcean',
    ns: ['ns#.digitalocean.com'],
    link: 'https://docs.digitalocean.com/products/networking/dns/how-to/manage-records/',
  },
  // The link's page, as cited by a third party (quotes, 255 in a string, @).
  {
    id: 'hetzner',
    name: 'Hetzner',
    ns: ['ns.hetzner.com', 'ns.hetzner.de'],
    apex: '@',
    notes: ['txt-quotes-needed', 'txt-split-by-hand'],
    link: 'https://docs.hetzner.com/networking/dns/record-types/txt-record/',
  },
  // A third party's account of its panel (caption, relative host, @).
  {
    id: 'squarespace',
    name: 'Squarespace',
    ns: ['squarespacedns.com'],
    host: 'Name',
    relative: true,
    apex: '@',
    link: 'https://support.squarespace.com/hc/en-us/articles/360002101888',
  },
  // MS: at-network-solutions (an older form).
  {
    id: 'network-solutions',
    name: 'Network Solutions',
    ns: ['worldnic.com'],
    host: 'Host',
    value: 'Text',
    relative: true,
    apex: '@',
    notes: ['target-needs-dot'],
    link: 'https://www.networksolutions.com/help/article/manage-dns-adns-records',
  },
  // dnsimple/dnsimple-support content/articles/: dnsimple-nameservers.md, how-to-add-dns-records.md, txt-record-format.md.
  {
    id: 'dnsimple',
    name: 'DNSimple',
    ns: [
      'ns#.dnsimple-edge.com',
      'ns#.dnsimple-edge.net',
      'ns#.dnsimple-edge.io',
      'ns#.dnsimple-edge.org',
      'ns#.dnsimple.com',
    ],
    host: 'Name',
    value: 'Content',
    relative: true,
    apex: '@',
    max: 1000,
    notes: ['txt-quotes-added', 'txt-escaped-itself', 'txt-split-itself', 'target-needs-dot'],
    link: 'https://support.dnsimple.com/articles/txt-record-format/',
  },
  // The link's page: name without the domain, empty apex, 255, words outside of quotes become strings of their own.
  {
    id: 'dns-made-easy',
    name: 'DNS Made Easy',
    ns: ['dnsmadeeasy.com'],
    host: 'Name',
    value: 'Value',
    relative: true,
    apex: '',
    max: 255,
    notes: ['txt-quotes-needed'],
    link: 'https://help.dnsmadeeasy.com/managed-dns/dns-record-types/txt-record/',
  },
];

function hostOfServer(server: string): DnsHost | undefined {
  const name = `.${server.toLowerCase().replace(/\.$/, '')}`;
  const forms = [name, name.replace(/[0-9]/g, '#')];
  return dnsHosts.find(({ ns }) => ns.some((end) => forms.some((form) => form.endsWith(`.${end}`))));
}
