import { type DomainReport, type Finding, type RecordReport, toBytes, toStrings } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { copy } from '../parts/copy-button.ts';
import { mark } from '../parts/icons.ts';
import { valueBox } from '../parts/value-box.ts';
import type { DomainKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import { diffValues, type Piece } from './diff.ts';
import { foundFor, wantedValue } from './record-values.ts';

/** What is below an open record: what to do, what was found beside what is wanted, and how to read it. */
export type RecordDetails = {
  report: RecordReport;
  domain: DomainReport;
  /** Long equal runs are shown whole. */
  isFull: boolean;
  onToggleFull(): void;
  /** What more there is to say about its fix. */
  more: unknown;
};

export function recordDetails(words: Words<DomainKey>, details: RecordDetails): TemplateResult {
  const { report, domain, isFull, onToggleFull, more } = details;
  const { record, state, fix } = report;
  const values = foundFor(report).map(({ value }) => value);
  const sides = sidesOf(report, values);
  const box = (value: string, pieces?: Piece[]) =>
    valueBox(words, value, words.t('records.copy-value'), pieces ? drawn(words, pieces, isFull) : value);
  const left = html`<div><h3>${words.t('records.found')}</h3>${values.map((value, at) => box(value, sides.found[at]))}</div>`;
  const right =
    sides.wanted &&
    html`<div><h3>${words.t(sides.wanted.title)}</h3>${box(sides.wanted.value, sides.wanted.pieces)}</div>`;
  const also = fix?.removes.filter((gone) => !values.some((value) => value.endsWith(gone))) ?? [];
  const isLongSame = [...sides.found, sides.wanted?.pieces ?? []].flat().some(isLong);
  return html`${sentences(words, report)}${more}
    <div class="cmp ${values.length > 0 && right ? 'two' : ''}">${values.length > 0 ? left : nothing}${right}</div>
    ${also.length > 0 ? html`<p class="also">${words.t('records.goes')} <span class="mono">${also.join(', ')}</span></p>` : nothing}
    <div class="legend">
      ${legend(words, report, sides)}
      ${record.purpose === 'spf' && domain.spf && state !== 'conflict' ? html`<span class="num">${words.t('records.lookups', { lookups: domain.spf.lookups, voids: domain.spf.voids })}</span>` : nothing}
      ${record.type === 'TXT' && sides.wanted ? quoted(words, sides.wanted.value) : nothing}
      ${!isFull && isLongSame ? html`<button class="link" type="button" @click=${onToggleFull}>${words.t('records.full')}</button>` : nothing}
    </div>`;
}

/** A value too long for one string, as some forms want it typed (RFC 1035 §3.3.14). */
function quoted(words: Words<DomainKey>, value: string): unknown {
  const strings = toStrings(toBytes(value));
  if (strings.length < 2) return nothing;
  const text = strings.map((one) => `"${one.replace(/["\\]/g, '\\$&')}"`).join(' ');
  return html`<span><button class="link" type="button" value=${text} @click=${(event: Event & { currentTarget: HTMLButtonElement }) => copy(event.currentTarget, words)}>${words.t('records.strings', { count: strings.length })}</button> <span role="status"></span></span>`;
}

type Sides = {
  /** For each value found; undefined where it is shown as it is. */
  found: (Piece[] | undefined)[];
  wanted?: { title: DomainKey; value: string; pieces?: Piece[] };
};

/** What to mark on either side. Nothing stands on the right where what was found may stay, or where only the owner can decide. */
function sidesOf(report: RecordReport, values: string[]): Sides {
  const { record, state, fix } = report;
  const asItIs = values.map(() => undefined);
  if (state === 'ok' || state === 'pending') return { found: asItIs };
  const wanted = wantedValue(report);
  const isGone = (text: string): boolean => fix?.removes.some((gone) => text.endsWith(gone)) === true;
  if (wanted === '')
    return { found: values.map((text) => (isGone(text) ? [{ kind: 'del', text }] : undefined)) };
  const isTheirs = record.purpose === 'spf' || record.purpose === 'dmarc';
  const isMerge = isTheirs && fix?.action === 'replace' && fix.value !== undefined && values.length > 0;
  const title = isMerge ? 'records.instead' : 'records.expected';
  const [only, ...others] = values;
  if (only === wanted && others.length === 0) return { found: asItIs };
  if (only === undefined) return { found: [], wanted: { title, value: wanted } };
  if (others.length === 0) {
    const diff = diffValues(only, wanted);
    return { found: [diff.found], wanted: { title, value: wanted, pieces: diff.wanted } };
  }
  const found = values.map((text): Piece[] | undefined =>
    isGone(text) ? [{ kind: 'del', text }] : undefined,
  );
  return { found, wanted: { title, value: wanted } };
}

/** What the marks mean. */
function legend(words: Words<DomainKey>, { record }: RecordReport, { found, wanted }: Sides): unknown[] {
  const has = (pieces: (Piece[] | undefined)[], kind: Piece['kind']): boolean =>
    pieces.some((some) => some?.some((piece) => piece.kind === kind));
  const isAdded = has([wanted?.pieces], 'ins');
  const isGone = has(found, 'del');
  const isSpf = record.purpose === 'spf' && wanted?.title === 'records.instead';
  const ins = html`<ins>${words.t('records.legend.underlined')}</ins>`;
  const del = html`<del>${words.t('records.legend.struck')}</del>`;
  return [
    isAdded &&
      html`<span>${words.rich(isSpf ? 'records.legend.added' : 'records.legend.missing', { underlined: ins })}</span>`,
    isGone && html`<span>${words.rich('records.legend.gone', { struck: del })}</span>`,
    isSpf && isAdded && !isGone && html`<span>${words.t('records.legend.rest')}</span>`,
  ].map((one) => one || nothing);
}

const order = ['error', 'warning', 'advice'];

/** What the state asks for, or better: the findings, the gravest first; advice is quiet. */
function sentences(words: Words<DomainKey>, { findings, state, fix }: RecordReport): TemplateResult[] {
  const task = taskOf(words, state);
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const texts = sorted.map(({ code, severity, params, source = '', count }) => {
    const key = `finding.${code}`;
    // a code of a newer server has no words here
    const [head = '', more] = words.has(key)
      ? words.lines(key, told(words, params))
      : [task, `(${code}, ${source})`];
    return { severity, head: count === undefined ? head : `${head} (${words.number(count)})`, more };
  });
  const isTold = texts.some(({ severity }) => severity !== 'advice');
  if (!isTold && state !== 'ok') texts.unshift({ severity: 'error', head: task, more: '' });
  if (texts.length === 0) return [html`<p class="fix muted small">${task}</p>`];
  const drawnTexts = texts.map(({ severity, head, more }, at) =>
    severity === 'advice'
      ? html`<p class="fix advice">${mark('wait')}<span>${head} ${more}</span></p>`
      : html`<p class="fix">${at === 0 ? html`<b>${head}</b>` : head} ${more}</p>`,
  );
  if (fix?.needsConsent) drawnTexts.push(html`<p class="fix">${words.t('records.consent')}</p>`);
  return drawnTexts;
}

/** What is wrong with a record and what to do, for where there is room for one sentence. */
export function gravest(words: Words<DomainKey>, { findings, state }: RecordReport): string {
  const [first] = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const key = `finding.${first?.code}`;
  return first && words.has(key)
    ? words.lines(key, told(words, first.params)).join(' ')
    : taskOf(words, state);
}

/** What a finding names, in words: nobody but an expert reads `servfail`. */
function told(words: Words<DomainKey>, params: Finding['params']): Finding['params'] {
  const key = `records.dns.${params.reason}`;
  return words.has(key) ? { ...params, reason: words.t(key) } : params;
}

const taskOf = (words: Words<DomainKey>, state: RecordReport['state']): string =>
  words.t(`records.do.${state === 'missing' ? 'unchecked' : state}`);

const keptBefore = 46;
const keptAfter = 16;
const isLong = (piece: Piece | undefined): boolean => piece?.kind === 'same' && piece.text.length > 100;

/** What is only here is marked, a long run that is equal on both sides is folded, a value that was cut says so. */
function drawn(words: Words<DomainKey>, pieces: Piece[], isFull: boolean): unknown[] {
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
