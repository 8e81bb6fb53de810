import { css } from 'lit';

/**
 * Every design decision a host may change, read from public `--mail-*` into private `--_*`; the public ones are never
 * set here, so that a host may set them on any ancestor. Minimal theme: `--mail-accent`, `--mail-font`, `--mail-radius`.
 */
export const tokens = css`
  :host {
    --_font: var(--mail-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    --_mono: var(--mail-font-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
    --_fs: var(--mail-font-size, 0.875rem);
    --_fs-s: calc(var(--_fs) * 0.9286);
    --_fs-xs: calc(var(--_fs) * 0.8572);
    --_fs-l: calc(var(--_fs) * 1.0715);
    --_fs-xl: calc(var(--_fs) * 1.4286);
    --_fs-mono: calc(var(--_fs) * 0.875);
    --_u: var(--mail-space, 4px);
    --_s1: var(--_u);
    --_s2: calc(var(--_u) * 2);
    --_s3: calc(var(--_u) * 3);
    --_s4: calc(var(--_u) * 4);
    --_s5: calc(var(--_u) * 5);
    --_s6: calc(var(--_u) * 6);
    --_control: var(--mail-control-height, 32px);
    --_r: var(--mail-radius, 6px);
    --_r-l: var(--mail-radius-card, 10px);
    --_r-s: calc(var(--_r) - 2px);
    --_line: 1px solid var(--_border);
    --_bg: var(--mail-bg, light-dark(#ffffff, #131418));
    --_bg-2: var(--mail-bg-subtle, light-dark(#f8f8fa, #191b20));
    --_bg-3: var(--mail-bg-hover, light-dark(#efeff3, #24262d));
    --_border: var(--mail-border, light-dark(#e4e5ea, #2a2c34));
    --_border-2: var(--mail-border-control, light-dark(#858894, #6c707d));
    --_border-3: var(--mail-border-button, light-dark(#cfd1d9, #3a3d47));
    --_text: var(--mail-text, light-dark(#1a1b20, #eceef2));
    --_text-2: var(--mail-text-muted, light-dark(#585b67, #a6a9b5));
    --_accent: var(--mail-accent, light-dark(#2c5cd5, #3a6ae3));
    --_on-accent: var(--mail-on-accent, #ffffff);
    --_accent-text: var(--mail-accent-text, light-dark(#2350bf, #93b3ff));
    --_accent-soft: var(--mail-accent-soft, light-dark(#eef3fe, #1b2540));
    --_focus: var(--mail-focus, light-dark(#2c5cd5, #93b3ff));
    --_ok: var(--mail-ok, light-dark(#146c41, #55c98f));
    --_ok-mark: var(--mail-ok-mark, light-dark(#1b8f54, #45bf83));
    --_ok-soft: var(--mail-ok-soft, light-dark(#eaf6ef, #12291e));
    --_warn: var(--mail-warn, light-dark(#815200, #efbb55));
    --_warn-mark: var(--mail-warn-mark, light-dark(#b87500, #e5a833));
    --_warn-soft: var(--mail-warn-soft, light-dark(#fcf5e4, #2b2312));
    --_err: var(--mail-error, light-dark(#b4232b, #ff938d));
    --_err-mark: var(--mail-error-mark, light-dark(#cf2e36, #f4726c));
    --_err-soft: var(--mail-error-soft, light-dark(#fdf1f0, #2f1a1b));
    --_shadow: var(--mail-shadow, 0 1px 2px light-dark(rgb(20 22 30 / .05), rgb(0 0 0 / .3)));
    --_shadow-pop: var(--mail-shadow-pop, 0 12px 32px light-dark(rgb(20 22 30 / .16), rgb(0 0 0 / .6)), 0 2px 6px light-dark(rgb(20 22 30 / .08), rgb(0 0 0 / .4)));
    --_fast: var(--mail-duration, 120ms);
  }
  @media (pointer: coarse) { :host { --_control: var(--mail-control-height, 40px); } }
  @media (prefers-reduced-motion: reduce) { :host { --_fast: 0ms; } }
`;
