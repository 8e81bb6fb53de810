import type { ReadinessId, ReadinessItem, ReadinessReport } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { MailTab } from '../events.ts';
import { type Mark, mark, status } from '../parts/icons.ts';
import type { Words } from '../text/text.ts';

/** Where an item is put right: the tab, and there the field. */
export const places: Record<ReadinessId, [MailTab, string?]> = {
  'api-key-accepted': ['general', 'apiKey'],
  'service-active': ['general', 'provider'],
  'from-domain-verified': ['domains'],
  'auth-key-accepted': ['general', 'authKey'],
  'response-domain-accepted': ['general', 'responseDomain'],
  'endpoint-reachable': ['access'],
  'certificate-valid': ['access'],
  'daily-limit': ['launch'],
  'allow-list-declared': ['access'],
  'monitoring-on': ['monitoring'],
  'dmarc-reports': ['domains'],
};

/** Items that stop a launch, or that want a tick before it. */
export const openItems = ({ items }: ReadinessReport, level: 'block' | 'warn'): ReadinessItem[] =>
  items.filter(({ launch, state }) => launch === level && state !== 'met');

/** Name of an item as it stands: "Monitoring is off". */
export function itemTitle(words: Words, { id, state }: ReadinessItem): string {
  const unmet = `ready.${id}.not`;
  return words.t(state !== 'met' && words.has(unmet) ? unmet : `ready.${id}`);
}

/** What is behind an item: a fact where it is met, the reason where it is not. */
export function itemText(words: Words, { id, state, params }: ReadinessItem): string {
  const { reason, evidence, domain, provider } = params;
  const said = [
    `ready.${id}.${reason}`,
    `reason.${reason}`,
    `probe.advice.${reason}`,
    `certificate.${reason}`,
  ].find(words.has);
  if (state !== 'met' && said !== undefined) return words.t(said, params);
  if (evidence !== undefined) {
    const key = `ready.evidence.${evidence}`;
    return words.has(key) ? words.t(key) : '';
  }
  if (typeof domain === 'string' || typeof provider === 'string') return `${domain ?? provider}`;
  const key = `ready.${id}.text`;
  if (state !== 'met' && words.has(key)) return words.t(key, params);
  return state === 'unknown' ? words.t('ready.unknown') : '';
}

/** All items in three groups: what is needed, what to confirm at launch, advice that never blocks. */
export function readinessList(
  words: Words,
  report: ReadinessReport,
  go: (id: ReadinessId) => void,
): TemplateResult {
  const { items } = report;
  const blocks = openItems(report, 'block').length;
  const toConfirm = openItems(report, 'warn');
  const row = (item: ReadinessItem) => {
    const text = itemText(words, item);
    const [tab] = places[item.id];
    const link =
      item.state === 'met' || tab === 'launch'
        ? nothing
        : html`<button class="link" type="button" @click=${() => go(item.id)}>${words.t(`ready.go.${tab}`)}</button>`;
    return html`<li class="check">${mark(markOf(item))}<div><b>${itemTitle(words, item)}</b>${text ? html`<p>${text}</p>` : nothing}</div>${link}</li>`;
  };
  const group = (name: 'needed' | 'confirm' | 'advice', some: ReadinessItem[]) => {
    if (some.length === 0) return nothing;
    const met = some.filter(({ state }) => state === 'met').length;
    const count =
      name === 'confirm' ? words.number(some.length) : words.t('ready.met', { met, all: some.length });
    return html`<div class="group" id=${name}><span>${words.t(`ready.${name}`)}</span><span class="num">${count}</span></div><ul aria-labelledby=${name}>${some.map(row)}</ul>`;
  };
  const summary = [
    blocks === 0 ? words.t('ready.nothing') : words.t('ready.blocks', { count: blocks }),
    toConfirm.length > 0 ? words.t('ready.ticks', { count: toConfirm.length }) : '',
    blocks > 0 && report.canTest ? words.t('ready.test-possible') : '',
  ].join(' ');
  return html`<section class="card" aria-labelledby="ready">
    <div class="card-head"><div><h2 id="ready">${words.t('ready.title')}</h2><p>${summary}</p></div><span role="status">${report.canLaunch ? status('ok', words.t('ready.yes')) : status('err', words.t('ready.no'))}</span></div>
    ${group(
      'needed',
      items.filter(({ launch }) => launch === 'block'),
    )}
    ${group('confirm', toConfirm)}
    ${group(
      'advice',
      items.filter(({ launch }) => launch === 'advice'),
    )}
  </section>`;
}

function markOf({ launch, state }: ReadinessItem): Mark {
  if (state === 'met') return 'ok';
  if (launch === 'block') return state === 'unmet' ? 'err' : 'wait';
  return launch === 'warn' ? 'warn' : 'wait';
}
