import { css } from 'lit';

/** Lists of what is needed, small forms, facts, the dialog. */
export const sending = css`
  .check { display: grid; grid-template-columns: 12px minmax(0, 1fr) auto; gap: 0 var(--_s3); padding: 10px var(--_s5); border-block-start: var(--_line); align-items: start; }
  .check > svg { margin-block-start: 4px; } .check b { font-weight: 500; } .check p { font-size: var(--_fs-s); color: var(--_text-2); overflow-wrap: anywhere; }
  .check .link { font-size: var(--_fs-s); white-space: nowrap; padding-block: 2px; margin-block: -2px; }
  .keep { white-space: nowrap; } .keep .link { white-space: normal; }
  .group { padding: var(--_s2) var(--_s5); background: var(--_bg-2); border-block-start: var(--_line); font-size: var(--_fs-xs); line-height: 16px; color: var(--_text-2); font-weight: 500; display: flex; justify-content: space-between; }
  .form { display: grid; gap: var(--_s3); } .form label { display: block; font-weight: 500; font-size: var(--_fs-s); margin-block-end: var(--_s1); }
  .select { display: block; position: relative; } .select svg { position: absolute; inset-inline-end: 8px; inset-block-start: calc(50% - 8px); color: var(--_text-2); pointer-events: none; }
  select.input { appearance: none; padding-inline-end: 28px; text-overflow: ellipsis; }
  .chips { display: flex; flex-wrap: wrap; cursor: text; gap: var(--_s1); padding: 3px; } .chips li { display: flex; align-items: center; min-inline-size: 0; }
  .chip { padding-inline-start: 8px; background: var(--_bg-3); border-radius: var(--_r-s); font-size: var(--_fs-s); overflow-wrap: anywhere; } .chips .typing { flex: 1 1 80px; } .typing input { inline-size: 100%; min-block-size: 24px; padding: 0 6px; border: 0; background: none; outline: 0; } .chips:has(input:focus-visible) { outline: 2px solid var(--_focus); outline-offset: -1px; }
  @media (pointer: fine) { .chip .icon { inline-size: 24px; block-size: 24px; } }
  #why:empty { display: none; } .why { margin: 0; } .why + .why { margin-block-start: var(--_s2); }
  .run { border-block-start: var(--_line); padding-block-start: var(--_s4); }
  dialog { inline-size: min(480px, calc(100% - 2 * var(--_s4))); padding: 0; color: inherit; background: var(--_bg); border: var(--_line); border-radius: 12px; box-shadow: var(--_shadow-pop); }
  dialog::backdrop { background: light-dark(rgb(20 22 30 / .4), rgb(0 0 0 / .6)); }
  dialog h2 { font-size: var(--_fs-xl); line-height: 28px; } dialog header { padding: var(--_s5) var(--_s5) 0; } dialog header p { color: var(--_text-2); margin-block-start: var(--_s1); }
  dialog .body { padding: var(--_s4) var(--_s5) var(--_s5); display: grid; gap: var(--_s4); }
  dialog footer { display: flex; justify-content: flex-end; gap: var(--_s2); padding: var(--_s3) var(--_s5); border-block-start: var(--_line); background: var(--_bg-2); flex-wrap: wrap; }
  .accept { display: flex; gap: var(--_s2); margin-block-start: 8px; }
  .tick { inline-size: 16px; block-size: 16px; margin: 2px 0; flex: none; accent-color: var(--_accent); }
  @container mail (max-width: 639px) { .check { grid-template-columns: 12px minmax(0, 1fr); padding-inline: var(--_s4); } .check .link { grid-column: 2; justify-self: start; } .group { padding-inline: var(--_s4); } }
`;
