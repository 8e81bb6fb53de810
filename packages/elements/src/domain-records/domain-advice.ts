import {
  BULK_SENDER_DUTIES,
  type DnsHost,
  type DomainReport,
  type ReceiverReadiness,
} from '@mail-settings/core';
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { unfetchedNote } from '../parts/failure.ts';
import { mark } from '../parts/icons.ts';
import { MailPart } from '../parts/mail-part.ts';
import { shared } from '../parts/styles.ts';
import { type AdviceKey, MoreWords } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import { namesOf, receivers } from './bulk-readiness.ts';
import { gravest } from './record-details.ts';

const styles = css`
  :is(ul, p) { margin-block: var(--_s1); padding-inline-start: 22px; max-inline-size: 110ch; overflow-wrap: anywhere; }
  ul { list-style: "– "; padding-inline-start: 34px; color: var(--_text); }
  p { color: var(--_text-2); }
  .open { list-style: none; padding-inline-start: 22px; }
  .open li { display: grid; grid-template-columns: 12px minmax(0, 1fr); gap: 6px; }
  .open svg { margin-block-start: 4px; }
`;

/** What is below the folds of a domain: how to type its records into the form of the DNS host, or what large receivers ask for. */
export class MailDomainAdvice extends MailPart<AdviceKey> {
  static override styles = [shared, styles];
  static override properties: PropertyDeclarations = { report: { attribute: false }, about: {} };

  report: DomainReport | undefined;
  about: 'guide' | 'bulk' = 'guide';

  readonly #more = new MoreWords<AdviceKey>(this, 'findings', 'advice');

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    const { words } = this.#more;
    if (this.#more.failure !== undefined) return unfetchedNote(this.given.words, this.#more.load);
    if (report === undefined || words === undefined) return nothing;
    const { dnsHost, receivers: readiness } = report;
    if (this.about === 'bulk')
      return html`${readiness ? blockers(words, report, readiness) : nothing}<p>${words.t('bulk.duties')}</p><ul>${duties(words)}</ul>`;
    return dnsHost ? html`<ul>${guideLines(words, dnsHost, report).map(line)}</ul>` : nothing;
  }
}

const line = (text: string): TemplateResult => html`<li>${text}</li>`;

function guideLines(words: Words<AdviceKey>, guide: DnsHost, { zone, domain }: DomainReport): string[] {
  const { relative, apex, max, notes = [] } = guide;
  const own = words.lang.startsWith('ru') ? guide.ru : undefined;
  const host = own?.host ?? guide.host;
  const value = own?.value ?? guide.value;
  const name = { zone: zone ?? domain };
  const knowsQuotes = notes.some((note) => note.startsWith('txt-quotes'));
  return [
    host && (value ? words.t('guide.both', { host, value }) : words.t('guide.only-host', { host })),
    words.t(relative ? 'guide.relative' : 'guide.full', name),
    apex !== undefined && words.t(apex === '@' ? 'guide.at' : 'guide.empty', name),
    ...notes.map((note) => words.has(`guide.note.${note}`) && words.t(`guide.note.${note}` as AdviceKey)),
    !knowsQuotes && words.t('guide.quotes'),
    max !== undefined && words.t('guide.max', { max }),
  ].filter((text) => typeof text === 'string');
}

/** What stands in the way and what to do about it; with the receivers where it is not in the way of all. */
function blockers(words: Words<AdviceKey>, { records }: DomainReport, readiness: ReceiverReadiness): unknown {
  const open = [...new Set(receivers.flatMap((receiver) => readiness[receiver].blockers))];
  if (open.length === 0) {
    const isReady = receivers.every((receiver) => readiness[receiver].ready);
    return isReady ? html`<p>${words.t('bulk.all')}</p>` : nothing;
  }
  return html`<ul class="open">${open.map((blocker) => {
    const at = receivers.filter((receiver) => readiness[receiver].blockers.includes(blocker));
    const who = at.length < receivers.length ? `${namesOf(words, at)}: ` : '';
    const wrong = records.find(
      ({ record, state }) => record.purpose === blocker && record.required && state !== 'ok',
    );
    const text =
      blocker === 'alignment' || wrong === undefined
        ? words.t('bulk.alignment')
        : `${words.lines(`record.${blocker}`)[0]}: ${gravest(words, wrong)}`;
    return html`<li>${mark('err')}<span>${who}${text}</span></li>`;
  })}</ul>`;
}

/** Each duty once, with those who ask for it. */
function duties(words: Words<AdviceKey>): unknown[] {
  const all = [...new Set(receivers.flatMap((receiver) => [...BULK_SENDER_DUTIES[receiver]]))];
  return all.map((duty) => {
    const who = receivers.filter((receiver) =>
      (BULK_SENDER_DUTIES[receiver] as readonly string[]).includes(duty),
    );
    return html`<li>${namesOf(words, who)}: ${words.t(`bulk.duty.${duty}`)}</li>`;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'mail-domain-advice': MailDomainAdvice;
  }
}
