import type { DomainReport, Finding, RecordReport } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { valueBox } from '../parts/value-box.ts';
import type { Words } from '../text/text.ts';
import { diffValues, type Piece } from './diff.ts';

/** What is below an open record: what to do, what was found beside what is wanted, and how to read it. */
export type RecordDetails = {
  report: RecordReport;
  domain: DomainReport;
  /** Long equal runs are shown whole. */
  isFull: boolean;
  onToggleFull(): void;
};

/** The value to publish as one text, an MX record with its priority. */
export function wantedValue({ record, fix }: RecordReport): string {
  const value = fix?.value ?? record.value;
  return record.type === 'MX' && record.priority !== undefined ? `${record.priority} ${value}` : value;
}

export function recordDetails(words: Words, details: RecordDetails): TemplateResult {
  const { report } = details;
  const wanted = wantedValue(report);
  const [first, ...others] = report.found;
  const asFound = report.state === 'ok' || report.state === 'pending';
  const single =
    first !== undefined && others.length === 0 && !asFound ? diffValues(first.value, wanted) : undefined;
  const copy = words.t('records.copy-value');
  const foundBoxes = report.found.map(({ value }) =>
    valueBox(words, value, copy, single ? shown(words, single.found, details, isCut(single)) : value),
  );
  const isMerge = report.fix?.action === 'replace' && report.fix.value !== undefined && first !== undefined;
  const wantedBox = asFound
    ? nothing
    : html`<div><h3>${words.t(isMerge ? 'records.instead' : 'records.expected')}</h3>${valueBox(words, wanted, copy, single ? shown(words, single.wanted, details, false) : wanted)}</div>`;
  const foundBox =
    first === undefined ? nothing : html`<div><h3>${words.t('records.found')}</h3>${foundBoxes}</div>`;
  return html`${sentences(words, report)}
    <div class="cmp ${foundBox === nothing || asFound ? '' : 'two'}">${foundBox}${wantedBox}</div>
    ${legend(words, details, single?.wanted ?? [], wanted)}`;
}

/** Headline and further findings, the gravest first; without any, what the state itself asks for. */
function sentences(words: Words, { findings, state, fix }: RecordReport): TemplateResult {
  const order = ['error', 'warning', 'advice'];
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const [head, ...rest] = sorted.map((finding) => findingText(words, finding));
  const consent = fix?.needsConsent ? words.t('records.consent') : '';
  return html`<p class="fix">${head === undefined ? html`<b>${words.t(`records.do.${state}`)}</b>` : html`<b>${head.text}</b> ${head.next}`} ${consent}</p>
    ${rest.map(({ text, next }) => html`<p class="fix">${text} ${next}</p>`)}`;
}

/** Words for a finding; for a code without words of its own, its name and where the rule stands. */
export function findingText(words: Words, { code, params, source }: Finding): { text: string; next: string } {
  const key = `finding.${code}`;
  if (!words.has(key)) return { text: words.t('finding.other', { code, source: source ?? '' }), next: '' };
  const next = `${key}.next`;
  return { text: words.t(key, params), next: words.has(next) ? words.t(next, params) : '' };
}

const isCut = ({ found, wanted }: { found: Piece[]; wanted: Piece[] }): boolean =>
  found.length === 1 && found[0]?.kind === 'same' && wanted.length === 2 && wanted[1]?.kind === 'ins';

function shown(words: Words, pieces: Piece[], { isFull }: RecordDetails, cut: boolean): TemplateResult {
  const drawn = pieces.map(({ kind, text }) => {
    const [, before, word, after] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
    if (kind === 'ins') return html`${before}<ins>${word}</ins>${after}`;
    if (kind === 'del') return html`${before}<del>${word}</del>${after}`;
    return isFull || text.length <= foldFrom
      ? text
      : html`${text.slice(0, keptBefore)} <span class="same">${words.t('records.equal', { count: text.length - keptBefore - keptAfter })}</span> ${text.slice(-keptAfter)}`;
  });
  return html`${drawn}${cut ? html` <span class="cut">${words.t('records.cut')}</span>` : nothing}`;
}

const keptBefore = 46;
const keptAfter = 16;
const foldFrom = 100;

function legend(
  words: Words,
  { report, domain, isFull, onToggleFull }: RecordDetails,
  pieces: Piece[],
  wanted: string,
): TemplateResult | typeof nothing {
  const { record, fix } = report;
  const isMerge = record.purpose === 'spf' && fix?.action === 'replace';
  const hasIns = pieces.some(({ kind }) => kind === 'ins');
  const folds = pieces.some(({ kind, text }) => kind === 'same' && text.length > foldFrom);
  const parts = [
    hasIns
      ? html`<span>${words.rich(isMerge ? 'records.legend.added' : 'records.legend.missing', { underlined: html`<ins>${words.t('records.legend.underlined')}</ins>` })}</span>`
      : nothing,
    hasIns && isMerge ? html`<span>${words.t('records.legend.rest')}</span>` : nothing,
    record.purpose === 'spf' && domain.spf
      ? html`<span class="num">${words.t('records.lookups', { lookups: domain.spf.lookups })}</span>`
      : nothing,
    folds
      ? html`<button class="link" type="button" @click=${onToggleFull}>${words.t(isFull ? 'records.fold' : 'records.full')}</button>`
      : nothing,
    record.type === 'TXT' && wanted.length > 255
      ? html`<mail-copy-button plain .value=${inStrings(wanted)} .label=${words.t('records.copy-strings')} .words=${words}></mail-copy-button>`
      : nothing,
  ].filter((part) => part !== nothing);
  return parts.length === 0 ? nothing : html`<div class="legend">${parts}</div>`;
}

/** As a zone file wants a long text: quoted strings of at most 255 characters (RFC 1035 §3.3). */
const inStrings = (value: string): string =>
  (value.match(/.{1,255}/gs) ?? []).map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ');
