import type { Obstacle, RecordFix, RecordReport, SpfProof } from '@mail-settings/core';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { unfetchedNote } from '../parts/failure.ts';
import { MailPart } from '../parts/mail-part.ts';
import { note } from '../parts/note.ts';
import { shared } from '../parts/styles.ts';
import { type FixKey, MoreWords } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import { effectText } from './effect-text.ts';
import { recordFix } from './record-fix.styles.ts';

/** Whether there is more to say about the fix of a record, or its absence, than the value itself. */
export function saysMore({ fix, obstacle }: RecordReport): boolean {
  return obstacle !== undefined || fix?.proof !== undefined || (fix?.effects?.length ?? 0) > 0;
}

/**
 * What the fix of a record changes for its owner and how far that is proven, or what is in the way of one and whose it is.
 * Loaded where a record has any of it.
 */
export class MailRecordFix extends MailPart<FixKey> {
  static override styles = [shared, recordFix];
  static override properties: PropertyDeclarations = { report: { attribute: false } };

  report: RecordReport | undefined;

  readonly #more = new MoreWords<FixKey>(this, 'findings', 'fixes');

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    const { words } = this.#more;
    if (this.#more.failure !== undefined) return unfetchedNote(this.given.words, this.#more.load);
    if (report === undefined || words === undefined) return nothing;
    const { fix, obstacle } = report;
    return html`${obstacle ? inTheWay(words, obstacle) : nothing}${fix ? consent(words, fix) : nothing}${fix?.proof ? proven(words, fix.proof) : nothing}`;
  }
}

function inTheWay(words: Words<FixKey>, { party, reasons }: Obstacle): TemplateResult {
  const lines = reasons.map((one) => html`<li>${effectText(words, one)}</li>`);
  return note(
    'warn',
    html`<b>${words.t(`fix.none.${party}`)}</b>${lines.length > 0 ? html`<ul>${lines}</ul>` : nothing}`,
  );
}

function consent(words: Words<FixKey>, { effects = [] }: RecordFix): TemplateResult | typeof nothing {
  if (effects.length === 0) return nothing;
  const lines = effects.map((one) => html`<li>${effectText(words, one)}</li>`);
  return note('warn', html`<b>${words.t('fix.consent')}</b><ul>${lines}</ul>`);
}

function proven(words: Words<FixKey>, proof: SpfProof): TemplateResult {
  if (proof.state !== 'exact') {
    const reason = words.has(`fix.reason.${proof.reason}`)
      ? words.t(`fix.reason.${proof.reason}` as FixKey)
      : proof.reason;
    return html`<p class="muted small">${words.t('fix.proof.not-provable', { at: proof.at, reason })}</p>`;
  }
  const gained = countText(words, BigInt(proof.gained));
  const ranges = proof.gainedRanges;
  return html`<p class="muted small">${words.t('fix.proof.exact', { gained })}</p>
    ${ranges.length > 0 ? html`<details class="small"><summary>${words.t('fix.proof.gained')}</summary><ul class="mono">${ranges.map((range) => html`<li>${range}</li>`)}</ul></details>` : nothing}`;
}

/** IPv6 has more addresses than anybody wants to read the number of. */
function countText(words: Words<FixKey>, count: bigint): string {
  return count > MANY
    ? words.t('fix.proof.many', { count: words.number(Number(MANY)) })
    : words.number(Number(count));
}

const MANY = 1_000_000_000n;

declare global {
  interface HTMLElementTagNameMap {
    'mail-record-fix': MailRecordFix;
  }
}
