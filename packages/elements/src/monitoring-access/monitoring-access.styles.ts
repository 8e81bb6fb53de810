import { css } from 'lit';

export const monitoring = css`
  .toggle { display: flex; gap: var(--_s4); align-items: flex-start; padding-block: 6px; }
  .switch { appearance: none; inline-size: 32px; block-size: 20px; margin: 0; flex: none; border-radius: 10px; border: 1px solid var(--_border-2); background: var(--_bg-3); position: relative; cursor: pointer; transition: background-color var(--_fast); }
  .switch::before { content: ""; position: absolute; inset-block-start: 2px; inset-inline-start: 2px; inline-size: 14px; block-size: 14px; border-radius: 50%; background: light-dark(#6e717d, #c9ccd6); transition: inset-inline-start var(--_fast); }
  .switch:checked { background: var(--_accent); border-color: var(--_accent); } .switch:checked::before { inset-inline-start: 14px; background: var(--_on-accent); }
  .switch:disabled { cursor: not-allowed; opacity: .6; }
  .cols.two { gap: var(--_s3) var(--_s6); }
  .data { font-variant-numeric: tabular-nums; } .data b { font-weight: 500; } .data th { background: var(--_bg-2); padding: var(--_s2) var(--_s3); }
  .data td { padding: 10px var(--_s3); border-block-end: var(--_line); overflow-wrap: anywhere; }
  .data :is(th, td):first-child { padding-inline-start: var(--_s5); } .data :is(th, td):last-child { padding-inline-end: var(--_s5); }
  .data .end { text-align: end; } .data tbody tr:last-child td { border-block-end: 0; }
  @container mail (max-width: 639px) {
    .data thead { display: none; } .data, .data tbody, .data tr, .data td { display: block; }
    .data tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px var(--_s3); padding: var(--_s3) var(--_s4); border-block-end: var(--_line); }
    .data tr > td:nth-child(n) { padding: 0; border: 0; text-align: start; } .data td:nth-child(4) { grid-area: 1 / 2; } .data td:nth-child(n + 3) { justify-self: end; } .data [data-l]::before { content: attr(data-l) " "; color: var(--_text-2); }
  }
  @media (forced-colors: active) { .switch::before { background: ButtonText; } .switch:checked { background: Highlight; forced-color-adjust: none; } }
`;
