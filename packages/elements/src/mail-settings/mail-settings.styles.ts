import { css } from 'lit';

/** Head with the status line, and the tabs. */
export const shell = css`
  :host([theme="light"]) { color-scheme: light; } :host([theme="dark"]) { color-scheme: dark; } :host([theme="auto"]) { color-scheme: light dark; }
  .head { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: var(--_s3) var(--_s6); padding-block-end: var(--_s4); }
  .head > div:first-child { min-inline-size: 0; flex: 1 1 320px; }
  .line, .top { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_s1) var(--_s5); }
  .line { margin-block-start: var(--_s1); }
  .top .status { font-weight: 600; }
  .field-name { color: var(--_text-2); font-size: var(--_fs-s); }
  /* hairlines between facts; the one at the start of each wrapped line is pushed out of the clip */
  .facts { overflow: clip; min-inline-size: 0; font-size: var(--_fs-s); color: var(--_text-2); }
  .facts > div { display: flex; flex-wrap: wrap; gap: 2px 0; margin-inline-start: -12px; }
  .facts span { display: inline-flex; align-items: center; gap: 6px; padding-inline: 12px; position: relative; } .facts span::before { content: ""; position: absolute; inset-inline-start: 0; inset-block: 5px; border-inline-start: 1px solid var(--_border-3); }
  .tabs { display: flex; gap: var(--_s6); border-block-end: var(--_line); overflow-x: auto; scrollbar-width: none; margin-block-end: var(--_s5); }
  .tab { position: relative; flex: none; display: inline-flex; align-items: center; gap: 6px; min-block-size: 40px; padding: 0; background: none; border: 0; border-block-end: 2px solid transparent; margin-block-end: -1px; color: var(--_text-2); cursor: pointer; }
  .tab:hover { color: var(--_text); }
  .tab[aria-selected="true"] { color: var(--_text); font-weight: 600; border-block-end-color: var(--_accent); }
  .tab:focus-visible { outline-offset: -2px; border-radius: var(--_r-s); }
  /* reserves the bold width, so that a chosen tab never shifts its neighbours */
  .tab .w { display: inline-grid; justify-items: start; }
  .tab .w::after { content: attr(data-t); font-weight: 600; block-size: 0; visibility: hidden; overflow: hidden; }
  .foot { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: var(--_s1) var(--_s4); margin-block-start: var(--_s3); font-size: var(--_fs-s); }
  .page > .note { margin-block-end: var(--_s4); }
  @container mail (max-width: 559px) {
    .head .actions, .head .actions .btn { inline-size: 100%; }
    .tabs { gap: var(--_s5); }
  }
  @media (forced-colors: active) { .tab[aria-selected="true"] { border-block-end-color: Highlight; } }
`;
