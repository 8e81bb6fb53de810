import { html, nothing, type TemplateResult } from 'lit';
import { icon, mark } from './icons.ts';

export type NoteKind = 'plain' | 'ok' | 'warn' | 'err';

/** One note: a shape, what is said, and below it what can be done. One with an id is announced by getting the focus. */
export const note = (kind: NoteKind, said: unknown, id?: string): TemplateResult =>
  html`<div class="note ${kind === 'plain' ? '' : kind}" id=${id ?? nothing} tabindex=${id === undefined ? nothing : -1} role=${id === undefined ? roles[kind] : nothing}>${kind === 'plain' ? icon('info') : mark(kind)}<div>${said}</div></div>`;

const roles = { plain: nothing, ok: 'status', warn: 'status', err: 'alert' } as const;
