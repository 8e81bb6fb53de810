import { html, type TemplateResult } from 'lit';

const paths = {
  reload: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v2.6h-2.6',
  plus: 'M8 3v10M3 8h10',
  copy: 'M7 5.5h5q1.5 0 1.5 1.5v5q0 1.5-1.5 1.5H7q-1.5 0-1.5-1.5V7Q5.5 5.5 7 5.5zm3.5 0V4Q10.5 2.5 9 2.5H4Q2.5 2.5 2.5 4v5q0 1.5 1.5 1.5h1.5',
  tick: 'm3.5 8.5 3 3 6-7',
  close: 'm4 4 8 8m0-8-8 8',
  lock: 'M5 7h6q1.5 0 1.5 1.5V12q0 1.5-1.5 1.5H5q-1.5 0-1.5-1.5V8.5Q3.5 7 5 7zm.5 0V5a2.5 2.5 0 0 1 5 0v2',
  external: 'M6.5 3.5H4Q2.5 3.5 2.5 5v7q0 1.5 1.5 1.5h7q1.5 0 1.5-1.5V9.5m-3-7h4v4m0-4-6 6',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  download: 'M8 2.5v7.5m-3-3 3 3 3-3M3.5 13h9',
  send: 'M13.5 2.5 7 9m6.5-6.5-4 11L7 9 2.5 6.5z',
  info: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0zM8 7.5V11M8 5.2v.1',
  ban: 'M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM4.2 4.2l7.6 7.6',
} as const;
export type IconName = keyof typeof paths;

/** A drawing beside words; it says nothing by itself. */
export const icon = (name: IconName, size = 16): TemplateResult => drawing(16, paths[name], 1.5, size);

/** The shapes of a status with the width of their line, none for a filled one; their meaning is the table "Status" of the design. */
const shapes = {
  ok: ['M10.5 6a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z', 0],
  wait: ['M9.75 6a3.75 3.75 0 1 1-7.5 0 3.75 3.75 0 0 1 7.5 0z', 1.5],
  spin: ['M6 2a4 4 0 1 1-4 4', 1.5],
  warn: ['M6 .9 11.6 11H.4zM5.35 4.3h1.3v3.3h-1.3zm0 4.1h1.3v1.3h-1.3z', 0],
  err: ['m2.2 2.2 7.6 7.6m0-7.6L2.2 9.8', 2.1],
  off: ['M2.5 6h7', 1.5],
} as const;
export type Mark = keyof typeof shapes;

export const mark = (name: Mark): TemplateResult => {
  const [path, line] = shapes[name];
  return drawing(12, path, line, 12, `m-${name}`);
};

/** Shape and word together: a status is never colour alone. */
export const status = (name: Mark, word: unknown): TemplateResult =>
  html`<span class="status st-${name}">${mark(name)}<span>${word}</span></span>`;

const drawing = (box: number, path: string, line: number, size: number, className = ''): TemplateResult =>
  html`<svg class=${className} width=${size} height=${size} viewBox="0 0 ${box} ${box}" fill=${line ? 'none' : 'currentColor'} fill-rule="evenodd" stroke=${line ? 'currentColor' : 'none'} stroke-width=${line} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${path}></path></svg>`;
