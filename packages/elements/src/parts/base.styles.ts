import { css } from 'lit';

/** Type, reset, focus. `.page` undoes what a rule for everything of the host's page (`* { … }`) did to the element itself. */
export const base = css`
  :host { display: block; container: mail / inline-size; text-align: start; }
  :host, .page { font: 400 var(--_fs)/20px var(--_font); letter-spacing: normal; word-spacing: normal; text-transform: none; text-indent: 0; white-space: normal; color: var(--_text); }
  :host([hidden]), [hidden] { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  h1, h2, h3, p, ul, ol, dl, dd, fieldset, legend, table { margin: 0; padding: 0; border: 0; }
  ul, ol { list-style: none; }
  button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  :focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; }
  [tabindex="-1"]:focus-visible:not(button) { outline: none; }
  h1 { font: 600 var(--_fs-xl)/28px var(--_font); }
  h2 { font: 600 var(--_fs-l)/20px var(--_font); }
  h3 { font: 600 var(--_fs-s)/20px var(--_font); }
  b { font-weight: 600; } p, .help { text-wrap: pretty; }
  svg { display: block; flex: none; }
  a, .link { color: var(--_accent-text); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
  a:hover, .link:hover { text-decoration-color: currentColor; }
  .link { display: inline; padding: 0; border: 0; background: none; cursor: pointer; text-align: start; }
  .ext { white-space: nowrap; } .ext svg { display: inline-block; vertical-align: -2px; margin-inline-start: 3px; }
  .muted { color: var(--_text-2); } .small { font-size: var(--_fs-s); }
  .num { font-variant-numeric: tabular-nums; }
  .mono { font-family: var(--_mono); font-size: var(--_fs-mono); overflow-wrap: anywhere; font-variant-ligatures: none; direction: ltr; unicode-bidi: isolate; }
  .sr { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .stack { display: grid; gap: var(--_s4); grid-template-columns: minmax(0, 1fr); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_s2); }
  .between { justify-content: space-between; }
`;
