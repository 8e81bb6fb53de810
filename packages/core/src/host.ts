/** Parts a product or licence may leave out (S57). */
export const features = ['domains', 'access', 'monitoring', 'test', 'launch'] as const;
export type Feature = (typeof features)[number];

/** What a host may have help articles on; `cloud`: monitoring and set-up in the cloud (S50). */
export const articleIds = ['general', 'domains', 'access', 'monitoring', 'launch', 'cloud'] as const;
export type ArticleId = (typeof articleIds)[number];

/** What a host tells about itself; the page shows it. */
export type HostFacts = {
  /** Name of the product, for texts. */
  service: string;
  deployment: 'on-site' | 'cloud';
  features: Record<Feature, boolean>;
  support: { name: string; url: string } | null;
  /** Mailings with fewer recipients are withheld from monitoring. */
  cohort: number;
  /** Absolute URLs of the host's help. */
  articles: Partial<Record<ArticleId, string>>;
  /** Version of the kit on the server. */
  version: string;
};
