import { html, svg, type TemplateResult } from 'lit';

const paths = {
  reload: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v2.6h-2.6',
  plus: 'M8 3v10M3 8h10',
  copy: 'M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5zM10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5',
  tick: 'm3.5 8.5 3 3 6-7',
  close: 'm4 4 8 8m0-8-8 8',
  lock: 'M5 7h6a1.5 1.5 0 0 1 1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 12V8.5A1.5 1.5 0 0 1 5 7zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  external:
    'M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5M9.5 2.5h4v4m0-4L7.5 8.5',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  send: 'M13.5 2.5 7 9m6.5-6.5-4 11L7 9 2.5 6.5z',
  download: 'M8 2.5v8m-3-3 3 3 3-3M3 13.5h10',
  info: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0zM8 7.5V11M8 5.2v.1',
  ban: 'M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM4.2 4.2l7.6 7.6',
} as const;
export type IconName = keyof typeof paths;

/** A drawing beside words; it says nothing by itself. */
export const icon = (name: IconName, size = 16): TemplateResult =>
  html`<svg width=${size} height=${size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${paths[name]}></path></svg>`;

/** The six shapes of a status; their meaning is the table "Status" of the design. */
const shapes = {
  ok: svg`<circle cx="6" cy="6" r="4.5" fill="currentColor"></circle>`,
  wait: svg`<circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" stroke-width="1.5"></circle>`,
  spin: svg`<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5" opacity=".3"></circle><path d="M6 2a4 4 0 0 1 4 4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"></path>`,
  warn: svg`<path d="M6 .9 11.6 11H.4z" fill="currentColor"></path><path d="M6 4.6v2.6M6 9v.1" stroke="var(--_bg)" stroke-width="1.3" stroke-linecap="round"></path>`,
  err: svg`<path d="m2.2 2.2 7.6 7.6m0-7.6L2.2 9.8" fill="none" stroke="currentColor" stroke-width="2.1" stroke-linecap="round"></path>`,
  off: svg`<path d="M2.5 6h7" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"></path>`,
} as const;
export type Mark = keyof typeof shapes;

export const mark = (name: Mark): TemplateResult =>
  html`<svg class="m-${name}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${shapes[name]}</svg>`;

/** Shape and word together: a status is never colour alone. */
export const status = (name: Mark, word: unknown): TemplateResult =>
  html`<span class="status st-${name}">${mark(name)}<span>${word}</span></span>`;
