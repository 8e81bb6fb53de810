import { css } from 'lit';

export const access = css`
  .choice { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 var(--_s3); padding: var(--_s4); border: 1px solid var(--_border-3); border-radius: var(--_r-l); cursor: pointer; align-content: start; }
  .choice:has(:checked) { border-color: var(--_accent); box-shadow: inset 0 0 0 1px var(--_accent); background: var(--_accent-soft); }
  .choice:has(:focus-visible) { outline: 2px solid var(--_focus); outline-offset: 2px; } .choice :focus-visible { outline: 0; }
  .choice p { font-size: var(--_fs-s); color: var(--_text-2); margin-block-start: 2px; }
  .dot { inline-size: 16px; block-size: 16px; margin: 2px 0; flex: none; accent-color: var(--_accent); }
  fieldset { min-inline-size: 0; } .choices { gap: var(--_s3); }
  .probe { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)) minmax(104px, max-content); }
  .probe li { position: relative; padding-inline-end: var(--_s4); font-size: var(--_fs-s); } .probe b, .probe .say { display: block; } .probe .num { color: var(--_text-2); }
  .bar { display: flex; align-items: center; gap: var(--_s2); margin-block-end: var(--_s2); }
  .bar::after { content: ""; flex: 1; block-size: 0; border-block-start: 1px dashed var(--_border-3); margin-inline-end: calc(var(--_s2) - var(--_s4)); }
  .probe li:last-child .bar::after { display: none; } .ok .bar::after { border-block-start: 1px solid var(--_ok-mark); }
  .ring { inline-size: 24px; block-size: 24px; border-radius: 50%; display: grid; place-items: center; border: 1px solid var(--_border-3); background: var(--_bg); }
  .ok .ring { border-color: var(--_ok-mark); background: var(--_ok-soft); } .failed .ring { border-color: var(--_err-mark); background: var(--_err-soft); }
  .times { gap: var(--_s3); } .times .input { inline-size: 128px; }
  @container mail (max-width: 639px) {
    .probe { grid-template-columns: minmax(0, 1fr); } .probe li { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: var(--_s3); padding: 0 0 var(--_s3); } .bar::after { display: none; } .bar { margin: 0; align-items: flex-start; }
    .probe li:not(:last-child)::before { content: ""; position: absolute; inset-inline-start: 11.5px; inset-block: 28px 4px; border-inline-start: 1px solid var(--_border-3); }
    .choice { padding: var(--_s3); }
  }
  @media (forced-colors: active) { .choice:has(:checked) { outline: 2px solid Highlight; } }
`;
