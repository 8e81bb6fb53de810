import type { DomainReport, Finding, RecordReport } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { valueBox } from '../parts/value-box.ts';
import type { TextKey, Words } from '../text/text.ts';
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
  return record.priority === undefined ? value : `${record.priority} ${value}`;
}

export function recordDetails(
  words: Words<TextKey>,
  { report, domain, isFull, onToggleFull }: RecordDetails,
): TemplateResult {
  const { record, state, fix, found } = report;
  const wanted = wantedValue(report);
  const isRight = state === 'ok' || state === 'pending';
  const diff = found.length === 1 && !isRight ? diffValues(found[0]?.value ?? '', wanted) : undefined;
  const box = (value: string, pieces?: Piece[]) =>
    valueBox(words, value, words.t('records.copy-value'), pieces ? drawn(words, pieces, isFull) : value);
  const isMerge = fix?.action === 'replace' && fix.value !== undefined && found.length > 0;
  const left = html`<div><h3>${words.t('records.found')}</h3>${found.map(({ value }) => box(value, diff?.found))}</div>`;
  const right = html`<div><h3>${words.t(isMerge ? 'records.instead' : 'records.expected')}</h3>${box(wanted, diff?.wanted)}</div>`;
  const { wanted: pieces = [] } = diff ?? {};
  const isAdded = pieces.some(({ kind }) => kind === 'ins');
  const ins = html`<ins>${words.t('records.legend.underlined')}</ins>`;
  const isSpf = record.purpose === 'spf';
  return html`${sentences(words, report)}
    <div class="cmp ${found.length > 0 && !isRight ? 'two' : ''}">${found.length > 0 ? left : nothing}${isRight ? nothing : right}</div>
    <div class="legend">
      ${isAdded ? html`<span>${words.rich(isSpf && isMerge ? 'records.legend.added' : 'records.legend.missing', { underlined: ins })}</span>` : nothing}
      ${isSpf && domain.spf ? html`<span class="num">${words.t('records.lookups', { lookups: domain.spf.lookups })}</span>` : nothing}
      ${!isFull && pieces.some(isLong) ? html`<button class="link" type="button" @click=${onToggleFull}>${words.t('records.full')}</button>` : nothing}
    </div>`;
}

/** What the state asks for, or better: the findings, the gravest first; advice only where there are words for it. */
function sentences(words: Words<TextKey>, { findings, state, fix }: RecordReport): TemplateResult[] {
  const order = ['error', 'warning', 'advice'];
  const task = words.t(`records.do.${state === 'missing' ? 'unchecked' : state}`);
  const texts = findings
    .filter(({ code, severity }) => severity !== 'advice' || words.has(`finding.${code}`))
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map((finding) => findingLines(words, finding, task));
  if (texts.length === 0) texts.push([task]);
  if (fix?.needsConsent) texts.push([words.t('records.consent')]);
  return texts.map(
    ([head, more], at) => html`<p class="fix">${at === 0 ? html`<b>${head}</b>` : head} ${more}</p>`,
  );
}

/** Words for a finding; for a code without words of its own what there is to do, with the code and where the rule stands. */
function findingLines(words: Words<TextKey>, { code, params, source = '' }: Finding, task: string): string[] {
  const key = `finding.${code}`;
  return words.has(key) ? words.lines(key, params) : [task, `(${code}, ${source})`];
}

const keptBefore = 46;
const keptAfter = 16;
const isLong = ({ kind, text }: Piece): boolean => kind === 'same' && text.length > 100;

/** What is only here is marked, a long run that is equal on both sides is folded, a value that was cut says so. */
function drawn(words: Words<TextKey>, pieces: Piece[], isFull: boolean): unknown[] {
  return pieces.map((piece) => {
    const { kind, text } = piece;
    const [, before, word, after] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
    if (kind === 'ins') return html`${before}<ins>${word}</ins>${after}`;
    if (kind === 'del') return html`${before}<del>${word}</del>${after}`;
    if (kind === 'cut') return html` <span class="cut">${words.t('records.cut')}</span>`;
    if (isFull || !isLong(piece)) return text;
    const count = text.length - keptBefore - keptAfter;
    return html`${text.slice(0, keptBefore)} <span class="same">${words.t('records.equal', { count })}</span> ${text.slice(-keptAfter)}`;
  });
}
