import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { status } from './icons.ts';

/** The bar that is there while something is not saved. */
export type SaveBar = {
  /** Names of the changed fields, as their labels say them. */
  names: string[];
  saving: boolean;
  /** Why the last try did not work. */
  problem?: string | undefined;
  onSave(): void;
  onDiscard(): void;
};

export function saveBar(
  words: Words,
  { names, saving, problem, onSave, onDiscard }: SaveBar,
): TemplateResult | typeof nothing {
  if (names.length === 0) return nothing;
  const said = problem
    ? status('err', html`<b>${words.t('save.failed')}</b> ${problem}`)
    : html`${status('wait', html`<b>${words.t('save.unsaved')}</b>`)} <span>${words.list(names)}</span>`;
  return html`<div class="savebar" role="region" aria-label=${words.t('save.region')}>
    <p aria-live="polite">${said}</p>
    <div class="row">
      <button class="btn quiet" type="button" @click=${onDiscard} ?disabled=${saving}>${words.t('discard')}</button>
      <button class="btn primary" type="button" @click=${saving ? undefined : onSave} aria-disabled=${saving ? 'true' : nothing}>${words.t(saving ? 'saving' : 'save')}</button>
    </div>
  </div>`;
}
