import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes the names of `mailbox-providers.json` into the package that refuses them as sender domains:
 *
 *   node scripts/mailbox-providers.ts
 *
 * A row there is a provider at whose domains anyone may have a mailbox, with the page where the provider offers them.
 */
type Provider = {
  provider: string;
  /** The provider's own page on its mailboxes. */
  page: string;
  domains: string[];
  /** First labels that are the provider's under `com` and every country, `yahoo` for `yahoo.fr` and `yahoo.co.jp`. */
  everyCountry?: string[];
};

const source = new URL('mailbox-providers.json', import.meta.url);
export const target = new URL('../packages/server-adapters/src/dns/mailbox-providers.ts', import.meta.url);

export const providers: Provider[] = JSON.parse(readFileSync(source, 'utf8'));

/** The text of the module that the package has. */
export function mailboxProvidersModule(): string {
  const domains = providers.flatMap((one) => one.domains).sort();
  const labels = providers.flatMap((one) => one.everyCountry ?? []).sort();
  return `// Written by scripts/mailbox-providers.ts from scripts/mailbox-providers.json, which names the sources. Do not edit.

/** Domains at which anyone may have a mailbox. */
export const mailboxDomains: ReadonlySet<string> = new Set(
  \`
${lines(domains)}
\`
    .trim()
    .split(/\\s+/),
);

/** First labels that belong to one provider under \`com\` and every country: \`yahoo\` for \`yahoo.co.jp\`. */
export const mailboxLabels: ReadonlySet<string> = new Set(
  '${labels.join(' ')}'.split(' '),
);
`;
}

function lines(words: string[]): string {
  const all: string[] = [];
  for (const word of words) {
    const line = all.at(-1);
    if (line !== undefined && line.length + word.length < 110) all[all.length - 1] = `${line} ${word}`;
    else all.push(word);
  }
  return all.join('\n');
}

if (import.meta.main) writeFileSync(target, mailboxProvidersModule());
