import { css } from 'lit';

/** A dialog with choices above a preview. */
export const handoff = css`
  dialog { inline-size: min(720px, calc(100% - 2 * var(--_s4))); max-block-size: calc(100% - 2 * var(--_s4)); padding: 0; color: inherit; background: var(--_bg); border: var(--_line); border-radius: 12px; box-shadow: var(--_shadow-pop); overflow: hidden; }
  dialog[open] { display: flex; flex-direction: column; }
  dialog::backdrop { background: light-dark(rgb(20 22 30 / .4), rgb(0 0 0 / .6)); }
  .head { padding: var(--_s5) var(--_s5) 0; } .head h2 { font-size: var(--_fs-xl); line-height: 28px; overflow-wrap: anywhere; } .head p { color: var(--_text-2); margin-block-start: var(--_s1); }
  .body { padding: var(--_s4) var(--_s5) var(--_s5); display: grid; gap: var(--_s3); grid-template-columns: minmax(0, 1fr); overflow: auto; flex: 1; min-block-size: 0; }
  fieldset { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_s1) var(--_s4); min-inline-size: 0; }
  legend { float: inline-start; inline-size: 72px; color: var(--_text-2); font-size: var(--_fs-s); }
  label { display: inline-flex; align-items: center; gap: 6px; min-block-size: 24px; cursor: pointer; } input { accent-color: var(--_accent); margin: 0; inline-size: 16px; block-size: 16px; }
  label:has(:disabled) { color: var(--_text-2); cursor: default; }
  textarea { display: block; inline-size: 100%; block-size: 320px; resize: vertical; line-height: 20px; white-space: pre-wrap; background: var(--_bg-2); border-color: var(--_border-3); }
  .list { font-size: var(--_fs-s); } .list li { overflow-wrap: anywhere; margin-block-start: var(--_s1); }
  .foot { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: var(--_s2); padding: var(--_s3) var(--_s5); border-block-start: var(--_line); background: var(--_bg-2); }
  .foot > :first-child { margin-inline-end: auto; }
  .btn.primary.done, .copy .btn svg { color: inherit; }
  @media (max-width: 559px) { .head, .body, .foot { padding-inline: var(--_s4); } textarea { block-size: 240px; } legend { inline-size: 100%; } .foot > * { flex: 1 1 auto; } .foot > .copy { flex: 1 1 auto; } .foot .btn { inline-size: 100%; white-space: normal; } }
`;
