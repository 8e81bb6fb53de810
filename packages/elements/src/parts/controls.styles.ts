import { css } from 'lit';

/** Buttons, shared by the parts that stand in a shadow root of their own. */
export const buttons = css`
  .btn { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-block-size: var(--_control); padding: 0 var(--_s3); border: 1px solid var(--_border-3); border-radius: var(--_r); background: var(--_bg); font-weight: 500; white-space: nowrap; cursor: pointer; text-decoration: none; color: var(--_text); transition: background-color var(--_fast), border-color var(--_fast); }
  .btn:hover { background: var(--_bg-3); }
  .btn svg { color: var(--_text-2); margin-inline-start: -2px; }
  .btn.primary { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
  .btn.primary:hover { background: color-mix(in srgb, var(--_accent) 88%, #000); }
  .btn.primary svg { color: inherit; }
  .btn.quiet { border-color: transparent; background: none; } .btn.quiet:hover { background: var(--_bg-3); }
  .btn.sm { min-block-size: calc(var(--_control) - 4px); padding: 0 var(--_s2); font-size: var(--_fs-s); }
  .btn[disabled], .btn[aria-disabled="true"] { color: var(--_text-2); background: var(--_bg-3); border-color: var(--_border); cursor: not-allowed; }
  .icon { inline-size: 28px; block-size: 28px; flex: none; display: inline-grid; place-items: center; padding: 0; border: 0; border-radius: var(--_r-s); background: none; color: var(--_text-2); cursor: pointer; }
  .icon.boxed { border: 1px solid var(--_border-3); color: var(--_text); }
  .icon:hover { background: var(--_bg-3); color: var(--_text); }
  .copy { flex: none; } .copy svg + svg, .copy .done svg { display: none; } .copy .done svg + svg { display: block; color: var(--_ok); }
  @media (pointer: coarse) { .icon { inline-size: 40px; block-size: 40px; } }
`;

/** A status is a shape and a word; colour only supports. */
export const statuses = css`
  .status { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; vertical-align: top; min-block-size: 20px; }
  .st-ok { color: var(--_ok); } .st-warn { color: var(--_warn); } .st-err { color: var(--_err); } .st-wait, .st-off, .st-spin { color: var(--_text-2); }
  .m-ok { color: var(--_ok-mark); } .m-warn { color: var(--_warn-mark); } .m-err { color: var(--_err-mark); } .m-wait, .m-off, .m-spin { color: var(--_text-2); }
  .m-spin { animation: mail-spin 1s linear infinite; } @keyframes mail-spin { to { rotate: 1turn; } }
  @media (prefers-reduced-motion: reduce) { .m-spin { animation: none; } }
  .tag { display: inline-block; padding: 0 6px; border: var(--_line); border-radius: var(--_r-s); font-size: var(--_fs-xs); line-height: 18px; color: var(--_text-2); background: var(--_bg); white-space: nowrap; font-weight: 400; }
`;

/** Notes: one line of colour at the edge, never a coloured block of prose. */
export const notes = css`
  .note { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 var(--_s2); padding: var(--_s3) var(--_s4); border-radius: var(--_r); background: var(--_bg-2); border: var(--_line); font-size: var(--_fs-s); }
  .note > svg { margin-block-start: 4px; } .note > svg[width="16"] { margin-block-start: 2px; }
  .note.err { background: var(--_err-soft); border-color: color-mix(in srgb, var(--_err-mark) 30%, transparent); }
  .note.warn { background: var(--_warn-soft); border-color: color-mix(in srgb, var(--_warn-mark) 35%, transparent); }
  .note.ok { background: var(--_ok-soft); border-color: color-mix(in srgb, var(--_ok-mark) 30%, transparent); }
  .note .row { margin-block-start: var(--_s2); }
  .support { display: flex; flex-wrap: wrap; align-items: center; } .support [role]:not(:empty) { margin-inline-start: var(--_s2); } .support:has(textarea), .support :has(textarea) { flex: 1 1 100%; } .support .btn { white-space: normal; text-align: start; } .support textarea { display: block; }
`;

/** Rows of a form: label | control and message | help as a margin note. */
export const fields = css`
  .field { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_s1) var(--_s6); padding: var(--_s3) var(--_s5); border-block-start: var(--_line); }
  .field > label, .field > .label { font-weight: 500; padding-block-start: 6px; }
  .field > .help { color: var(--_text-2); font-size: var(--_fs-s); }
  .ctl { min-inline-size: 0; }
  .dirty-mark { color: var(--_text-2); font-weight: 400; font-size: var(--_fs-xs); margin-inline-start: 6px; }
  .input { inline-size: 100%; min-block-size: var(--_control); padding: 5px 10px; border: 1px solid var(--_border-2); border-radius: var(--_r); background: var(--_bg); }
  .input::placeholder { color: var(--_text-2); opacity: 1; }
  .input:focus-visible { outline-offset: -1px; border-color: var(--_focus); }
  .input.err { border-color: var(--_err-mark); box-shadow: inset 0 0 0 1px var(--_err-mark); }
  .input.warn { border-color: var(--_warn-mark); box-shadow: inset 0 0 0 1px var(--_warn-mark); }
  input.input:read-only { background: var(--_bg-2); border-color: var(--_border-3); }
  .fixed { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--_s2); min-block-size: var(--_control); }
  .secret { display: flex; gap: var(--_s2); }
  .secret .box { flex: 1; min-inline-size: 0; display: flex; align-items: center; gap: var(--_s2); padding: 0 10px; min-block-size: var(--_control); border: 1px dashed var(--_border-3); border-radius: var(--_r); background: var(--_bg-2); white-space: nowrap; overflow: hidden; }
  .msg { display: flex; gap: 6px; margin-block-start: 6px; font-size: var(--_fs-s); }
  .msg > svg { margin-block-start: 4px; } .msg > span { min-inline-size: 0; overflow-wrap: anywhere; }
  .msg.err { color: var(--_err); } .msg.warn { color: var(--_warn); }
  .msg .next { color: var(--_text); display: block; } .msg .row { margin-block-start: 6px; }
  .msg .btn { white-space: normal; overflow-wrap: anywhere; text-align: start; }
  .under { margin-block-start: 6px; font-size: var(--_fs-s); color: var(--_text-2); }
  .value { display: flex; align-items: flex-start; gap: var(--_s1); padding-block: 1px; padding-inline: 10px 1px; border: var(--_line); border-radius: var(--_r); background: var(--_bg-2); }
  .value > .mono { flex: 1; min-inline-size: 0; padding-block: 4px; line-height: 20px; }
  @container mail (min-width: 620px) and (max-width: 979px) { .change > :last-child { grid-column: 2; } }
  @container mail (min-width: 620px) { .dirty-mark { display: block; margin: 0; line-height: 16px; } .field { grid-template-columns: 180px minmax(0, 1fr); } .field > .help { grid-column: 2; } }
  @container mail (min-width: 980px) { .field { grid-template-columns: 180px minmax(0, 1fr) 304px; } .field > .help { grid-column: 3; padding-block-start: 6px; } }
  @container mail (max-width: 399px) { .secret .box > [aria-hidden] { display: none; } }
  @container mail (max-width: 619px) { .field > label, .field > .label { padding-block-start: 0; } .field { padding-inline: var(--_s4); } }
`;

/** Cards, columns and the sticky save bar. */
export const cards = css`
  .card { background: var(--_bg); border: var(--_line); border-radius: var(--_r-l); box-shadow: var(--_shadow); min-inline-size: 0; }
  .card-head { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: var(--_s2) var(--_s4); padding: var(--_s4) var(--_s5); }
  .card-head > div:first-child { flex: 1 1 240px; min-inline-size: 0; }
  .card-head p { color: var(--_text-2); font-size: var(--_fs-s); margin-block-start: 2px; max-inline-size: 110ch; }
  .card-head .status { min-block-size: 20px; font-weight: 500; white-space: normal; }
  summary { cursor: pointer; list-style: none; border-radius: var(--_r-l); } summary::-webkit-details-marker { display: none; }
  summary > svg { margin-block-start: 2px; color: var(--_text-2); transition: rotate var(--_fast); } [open] > summary > svg { rotate: 90deg; } summary:dir(rtl) > svg { scale: -1 1; } [open] > summary:dir(rtl) > svg { rotate: -90deg; }
  .card-head:is(summary) { flex-wrap: nowrap; }
  .change { font-size: var(--_fs-s); overflow-wrap: anywhere; }
  .card-body { padding: 0 var(--_s5) var(--_s5); }
  .card-foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--_s2) var(--_s4); padding: var(--_s3) var(--_s5); border-block-start: var(--_line); background: var(--_bg-2); border-end-start-radius: var(--_r-l); border-end-end-radius: var(--_r-l); font-size: var(--_fs-s); color: var(--_text-2); }
  .cols { display: grid; gap: var(--_s4); grid-template-columns: minmax(0, 1fr); align-items: start; }
  table { inline-size: 100%; border-collapse: collapse; font-size: var(--_fs-s); } td { vertical-align: top; }
  th { text-align: start; font-weight: 500; font-size: var(--_fs-xs); line-height: 16px; color: var(--_text-2); border-block: var(--_line); white-space: nowrap; }
  .facts-list { display: grid; grid-template-columns: minmax(88px, max-content) minmax(0, 1fr); gap: 6px var(--_s5); font-size: var(--_fs-s); }
  .facts-list dt { color: var(--_text-2); } .facts-list dd { display: flex; flex-wrap: wrap; gap: 0 var(--_s2); min-inline-size: 0; overflow-wrap: anywhere; }
  .sees { display: grid; align-content: start; gap: 6px; font-size: var(--_fs-s); max-inline-size: 110ch; } .sees li { display: grid; grid-template-columns: 16px minmax(0, 1fr); gap: var(--_s2); } .sees svg { margin-block-start: 2px; color: var(--_text-2); }
  .skel { display: block; block-size: 12px; inline-size: 35%; border-radius: 4px; background: var(--_bg-3); margin-block: 4px; } .skel + .skel { inline-size: 60%; margin-block-start: 10px; } .card[aria-busy] { min-block-size: 320px; }
  .savebar { position: sticky; inset-block-end: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--_s2) var(--_s4); padding-block: var(--_s3); padding-inline: var(--_s5) var(--_s3); background: var(--_bg); border: 1px solid var(--_border-3); border-radius: var(--_r-l); box-shadow: var(--_shadow-pop); }
  .savebar p { min-inline-size: 0; flex: 1 1 240px; display: flex; flex-wrap: wrap; gap: 0 6px; } .savebar .st-wait b { color: var(--_text); }
  .savebar .status { white-space: normal; }
  @container mail (min-width: 860px) { .cols.two { align-items: stretch; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } .cols.wide-start { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
  @container mail (max-width: 559px) {
    .card-head, .card-foot { padding-inline: var(--_s4); } .card-body { padding: 0 var(--_s4) var(--_s4); }
    .savebar { padding-inline-start: var(--_s3); } .savebar p { flex-basis: 100%; } .savebar .row { inline-size: 100%; } .savebar .btn { flex: 1; }
  }
`;
