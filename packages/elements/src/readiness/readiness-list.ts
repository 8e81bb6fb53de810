import type { ReadinessId, ReadinessItem, ReadinessReport } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { MailTab } from '../events.ts';
import { card } from '../parts/card.ts';
import { type Mark, mark, status } from '../parts/icons.ts';
import type { TabKey } from '../text/keys.ts';
import { capital, type Words } from '../text/text.ts';

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
export function itemTitle(words: Words<TabKey<'launch'>>, { id, state }: ReadinessItem): string {
  const unmet = `ready.${id}.not`;
  const others: string[] = { met: [], unmet: [unmet], unknown: [`ready.${id}.unknown`, unmet] }[state];
  return words.t(others.find(words.has) ?? `ready.${id}`);
}

/** What is behind an item: a fact where it is met, the reason where it is not. */
export function itemText(words: Words<TabKey<'launch'>>, { id, state, params }: ReadinessItem): string {
  const { reason, evidence, domain, provider } = params;
  const verdict = `certificate.${`${reason}`.replace('certificate-', '')}`;
  const why = [
    `ready.${id}.${reason}`,
    `reason.${reason}`,
    `probe.advice.${`${reason}`.replace(/^.*timed-out/, 'timed-out')}`,
    verdict,
    ...(state === 'unknown' ? [`ready.${id}.unknown.text`] : []),
    ...(domain === undefined ? [`ready.${id}.none`] : []),
    `ready.${id}.text`,
  ];
  const key = [...(state === 'met' ? [] : why), `ready.evidence.${evidence}`].find(words.has);
  if (key) return /^reason/.test(key) ? capital(words.t(key, params)) : words.t(key, params);
  const isUnset = state === 'unmet' && places[id][0] === 'general';
  return `${domain ?? provider ?? (isUnset ? words.t('group.unconfigured') : state === 'unknown' ? words.t('ready.unknown') : '')}`;
}

/** All items in three groups: what is needed, what to confirm at launch, advice that never blocks. */
export function readinessList(
  words: Words<TabKey<'launch'>>,
  report: ReadinessReport,
  go: (id: ReadinessId) => void,
): TemplateResult {
  const { items, canLaunch, canTest } = report;
  const blocks = openItems(report, 'block').length;
  const toConfirm = openItems(report, 'warn');
  const row = (item: ReadinessItem) => {
    const text = itemText(words, item);
    const [tab] = places[item.id];
    const link =
      item.state === 'met' || tab === 'launch'
        ? nothing
        : html`<button class="link" type="button" @click=${() => go(item.id)}>${words.t(`ready.go.${tab}`)}</button>`;
    return html`<li class="check">${mark(markOf(item))}<div><b>${itemTitle(words, item)}</b>${text && html`<p>${text}</p>`}</div>${link}</li>`;
  };
  const group = (name: 'needed' | 'confirm' | 'advice', some: ReadinessItem[]) => {
    const met = some.filter(({ state }) => state === 'met').length;
    const count =
      name === 'confirm' ? words.number(some.length) : words.t('ready.met', { met, all: some.length });
    return some.length === 0
      ? nothing
      : html`<div class="group" id=${name}><span>${words.t(`ready.${name}`)}</span><span class="num">${count}</span></div><ul aria-labelledby=${name}>${some.map(row)}</ul>`;
  };
  const of = (level: ReadinessItem['launch']) => items.filter(({ launch }) => launch === level);
  const summary = [
    blocks === 0 ? words.t('ready.nothing') : words.t('ready.blocks', { count: blocks }),
    toConfirm.length > 0 ? words.t('ready.ticks', { count: toConfirm.length }) : '',
    blocks > 0 && canTest ? words.t('ready.test-possible') : '',
  ].join(' ');
  return card(
    words,
    'ready',
    [group('needed', of('block')), group('confirm', toConfirm), group('advice', of('advice'))],
    html`<span role="status">${canLaunch ? status('ok', words.t('ready.yes')) : status('err', words.t('ready.no'))}</span>`,
    summary,
  );
}

function markOf({ launch, state }: ReadinessItem): Mark {
  if (state === 'met') return 'ok';
  if (launch === 'block') return state === 'unmet' ? 'err' : 'wait';
  return launch === 'warn' ? 'warn' : 'wait';
}
