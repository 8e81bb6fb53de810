import { css } from 'lit';

export const domains = css`
  .intro { max-inline-size: 132ch; }
  .md { display: grid; gap: var(--_s4); grid-template-columns: minmax(0, 1fr); align-items: start; }
  .list-head { display: flex; align-items: center; justify-content: space-between; padding: var(--_s2) var(--_s2) var(--_s2) var(--_s4); min-block-size: 48px; border-block-end: var(--_line); }
  .acts { display: flex; flex: none; gap: var(--_s1); } .list-head h2 { min-inline-size: 0; } .list-head h2 span { font-weight: 400; }
  .list { padding: var(--_s1); display: grid; gap: 2px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); }
  .dom { display: grid; grid-template-columns: 12px minmax(0, 1fr); gap: 0 10px; align-items: center; inline-size: 100%; text-align: start; padding: 6px 10px; border: 0; border-radius: var(--_r); background: none; cursor: pointer; min-block-size: 52px; position: relative; }
  .dom:hover { background: var(--_bg-3); } .dom[aria-current="true"] { background: var(--_accent-soft); }
  .dom[aria-current="true"]::before { content: ""; position: absolute; inset-inline-start: 0; inset-block: 10px; inline-size: 2px; border-radius: 2px; background: var(--_accent); }
  .dom .name { font-weight: 500; overflow-wrap: anywhere; } .dom[aria-current="true"] .name { font-weight: 600; }
  .dom .who { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--_s2); } .dom .sub { grid-column: 2; font-size: var(--_fs-xs); line-height: 16px; color: var(--_text-2); } .dom .sub .mono { font-size: inherit; display: inline-block; }
  .add { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: var(--_s1); padding: var(--_s2) 6px; align-items: center; }
  .add > :is(.under, .msg) { grid-column: 1 / -1; padding-inline: 2px; margin-block-start: 0; } .add .under { font-size: var(--_fs-xs); line-height: 16px; }
  .add { align-items: start; } .add textarea { display: block; resize: none; field-sizing: content; max-block-size: 172px; line-height: 20px; } .add .under:empty { display: none; }
  .outcomes { grid-column: 1 / -1; display: grid; gap: var(--_s1); font-size: var(--_fs-s); padding-inline: 2px; } .outcomes li { display: grid; grid-template-columns: 12px minmax(0, 1fr); gap: 6px; overflow-wrap: anywhere; } .outcomes svg { margin-block-start: 4px; } .outcomes .mono { font-weight: 500; }
  .none { padding: 0 var(--_s4) var(--_s3); }
  .steps { display: grid; gap: var(--_s4); counter-reset: s; }
  .steps li { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: var(--_s3); counter-increment: s; font-size: var(--_fs-s); color: var(--_text-2); }
  .steps li::before { content: counter(s); inline-size: 24px; block-size: 24px; border: var(--_line); border-radius: 50%; display: grid; place-items: center; font-size: var(--_fs-xs); color: var(--_text); font-weight: 500; }
  .steps b { display: block; color: var(--_text); font-size: var(--_fs); }
  @container mail (min-width: 860px) { .md { grid-template-columns: 264px minmax(0, 1fr); } }
  @media (forced-colors: active) { .dom[aria-current="true"] { outline: 1px solid Highlight; outline-offset: -1px; } }
`;
