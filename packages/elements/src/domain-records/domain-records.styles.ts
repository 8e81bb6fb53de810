import { css } from 'lit';

/** The panel of a domain: head, table of records (a list where it is narrow), found beside expected. */
export const records = css`
  .panel { container: panel / inline-size; }
  .panel-head { padding: var(--_s4) var(--_s5); display: flex; flex-wrap: wrap; gap: var(--_s3) var(--_s4); justify-content: space-between; align-items: flex-start; }
  .panel-head > div:first-child { flex: 1 1 300px; min-inline-size: 0; }
  .panel-head h2 { overflow-wrap: anywhere; }
  .panel > .note { margin: 0 var(--_s5) var(--_s4); }
  .strip { display: flex; flex-wrap: wrap; gap: var(--_s1) var(--_s4); font-size: var(--_fs-s); margin-block-start: var(--_s1); }
  .meta { display: flex; flex-wrap: wrap; gap: var(--_s1) var(--_s5); padding: var(--_s2) var(--_s5); border-block-start: var(--_line); font-size: var(--_fs-s); color: var(--_text-2); background: var(--_bg-2); }
  .meta b { font-weight: 500; color: var(--_text); overflow-wrap: anywhere; }
  .verdicts { padding: var(--_s3) var(--_s5); border-block-start: var(--_line); font-size: var(--_fs-s); } .verdicts p { max-inline-size: 110ch; margin-block-start: var(--_s1); }
  .verdicts dl { display: flex; flex-wrap: wrap; gap: var(--_s1) var(--_s6); } .verdicts :is(dl > div, dd) { display: flex; flex-wrap: wrap; gap: 0 var(--_s2); min-inline-size: 0; } .verdicts dt { color: var(--_text-2); } .verdicts .status { white-space: normal; } .said { overflow-wrap: anywhere; }
  .fold { flex-basis: 100%; font-size: var(--_fs-s); } .fold summary { display: flex; align-items: center; gap: 6px; min-block-size: 24px; inline-size: fit-content; max-inline-size: 100%; border-radius: var(--_r-s); }
  .fold summary > svg { margin: 0; }
  .bulk { padding: var(--_s2) var(--_s4) var(--_s2) var(--_s3); border-block-start: var(--_line); } .bulk summary { flex-wrap: wrap; gap: var(--_s1) var(--_s4); } .bulk summary > svg + span { margin-inline-start: calc(6px - var(--_s4)); font-weight: 600; } .to { display: inline-flex; gap: 6px; }
  .rec { table-layout: fixed; } .rec th { padding: var(--_s2); }
  .rec td { padding: 10px var(--_s2); border-block-start: var(--_line); } .rec tbody tr:first-child td { border-block-start: 0; }
  .rec tr > :first-child { padding-inline-start: var(--_s3); } .rec tr > :last-child { padding-inline-end: var(--_s4); }
  .rec .c1 { inline-size: 136px; } .rec tr > .c1 { padding-inline-start: 34px; } .rec .c2 { inline-size: 64px; } .rec .c3 { inline-size: 200px; } .rec .c5 { inline-size: 136px; }
  .tog { display: flex; align-items: flex-start; gap: 6px; inline-size: 100%; text-align: start; background: none; border: 0; padding: 0; font-weight: 600; cursor: pointer; border-radius: var(--_r-s); }
  .tog svg { margin-block-start: 2px; color: var(--_text-2); transition: rotate var(--_fast); } .tog[aria-expanded="true"] svg { rotate: 90deg; }
  .tog:dir(rtl) svg { scale: -1 1; } .tog[aria-expanded="true"]:dir(rtl) svg { rotate: -90deg; }
  .sub { display: block; font-weight: 400; font-size: var(--_fs-xs); line-height: 16px; color: var(--_text-2); }
  .val { display: flex; gap: var(--_s1); align-items: flex-start; }
  .val > span:first-child { flex: 1; min-inline-size: 0; } .val .mono { line-height: 20px; }
  .val .sub { margin-block-start: 2px; }
  .val .copy { margin-block: -4px; }
  .clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; } .open .clamp { display: block; white-space: nowrap; text-overflow: ellipsis; }
  .zone { color: var(--_text-2); } .same { display: inline-block; padding: 0 6px; border-radius: 3px; background: var(--_bg-3); color: var(--_text-2); font: 400 var(--_fs-xs)/16px var(--_font); white-space: nowrap; }
  .rec tr.open > td { background: var(--_bg-2); }
  .rec tr.more > td { border-block-start: 0; padding: 0 var(--_s4) var(--_s4) 34px; background: var(--_bg-2); }
  .cmp { display: grid; gap: var(--_s3); grid-template-columns: minmax(0, 1fr); }
  .cmp h3 { font-size: var(--_fs-xs); line-height: 16px; font-weight: 500; color: var(--_text-2); }
  .cmp > div { display: flex; flex-direction: column; gap: var(--_s1); min-inline-size: 0; } .cmp .value { background: var(--_bg); flex: 1; }
  .fix { margin-block: 0 var(--_s3); max-inline-size: 110ch; overflow-wrap: anywhere; } .fix + .fix { margin-block-start: calc(var(--_s2) * -1); }
  .advice { display: grid; grid-template-columns: 12px minmax(0, 1fr); gap: 6px; color: var(--_text-2); font-size: var(--_fs-s); } .advice svg { margin-block-start: 4px; } .also { margin-block-start: var(--_s2); font-size: var(--_fs-s); }
  :is(.legend, .cmp):not(:has(*)) { display: none; } .rec tr.more > td > .fix:has(+ .cmp:not(:has(*))) { margin-block-end: 0; }
  .legend { display: flex; flex-wrap: wrap; gap: var(--_s1) var(--_s4); margin-block-start: var(--_s3); font-size: var(--_fs-xs); line-height: 16px; color: var(--_text-2); }
  ins, del { text-decoration-thickness: 1.5px; text-underline-offset: 3px; border-radius: 2px; padding: 1px 0; }
  ins { background: var(--_ok-soft); color: var(--_ok); text-decoration: underline; font-weight: 600; }
  del { background: var(--_err-soft); color: var(--_err); text-decoration: line-through; }
  .cut { display: inline-block; padding: 0 6px; border: 1px dashed var(--_err-mark); border-radius: 3px; color: var(--_err); font: 500 var(--_fs-xs)/16px var(--_font); white-space: nowrap; }
  @container panel (min-width: 640px) { .cmp.two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
  @container panel (max-width: 759px) {
    .rec, .rec tbody, .rec tr, .rec td { display: block; } .rec thead { display: none; }
    .rec tr { padding: var(--_s3) var(--_s4); border-block-start: var(--_line); display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--_s1) var(--_s3); }
    .rec td, .rec tr.more > td { padding: 0; border: 0; background: none; } .rec tr > :first-child, .rec tr > :last-child { padding-inline: 0; } .rec tr.open > td { background: none; }
    .rec td.p { order: 1; } .rec td.s { order: 2; } .rec td.t { order: 3; } .rec td.h { order: 4; } .rec td.v { order: 5; }
    .rec td:is(.t, .h, .v) { grid-column: 1 / -1; display: grid; grid-template-columns: 64px minmax(0, 1fr); gap: var(--_s2); align-items: start; }
    .rec td:is(.t, .h, .v)::before { content: attr(data-l); color: var(--_text-2); font-size: var(--_fs-xs); }
    .rec tr.done { padding-block: 10px; } .rec tr.done td:is(.t, .h, .v) { display: none; }
    .rec tr.open { background: var(--_bg-2); } .rec tr.more { display: block; border: 0; padding-block-start: 0; background: var(--_bg-2); }
    .panel-head, .meta, .verdicts, .bulk, .card-foot { padding-inline: var(--_s4); } .panel > .note { margin-inline: var(--_s4); }
  }
  @container panel (max-width: 479px) { .panel-head .btn { inline-size: 100%; } .panel-head > .row { flex: 1; } .panel-head > .row > span { order: 2; } }
`;
