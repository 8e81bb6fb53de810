import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Words } from '../text/text.ts';
import { buttons } from './controls.styles.ts';
import { icon } from './icons.ts';
import { tokens } from './tokens.styles.ts';

/** Copies a text. The icon becomes a tick for two seconds, "Copied" is announced, the focus stays. */
export class MailCopyButton extends LitElement {
  static override styles = [
    tokens,
    buttons,
    css`
      :host { display: inline-grid; flex: none; font: 400 var(--_fs)/20px var(--_font); }
      * { box-sizing: border-box; } svg { display: block; }
      :focus-visible { outline: 2px solid var(--_focus); outline-offset: -2px; }
      .done { color: var(--_ok); }
      .link { padding: 0; border: 0; background: none; font: inherit; color: var(--_accent-text); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); cursor: pointer; }
      :host([plain]) { font-size: inherit; line-height: inherit; }
      [role]:not(.said) { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    `,
  ];
  static override properties: PropertyDeclarations = {
    value: {},
    label: {},
    plain: { type: Boolean, reflect: true },
    words: { attribute: false },
    outcome: { state: true },
  };
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  /** The text that is copied. */
  value = '';
  /** What the button says: "Copy public address". */
  label = '';
  /** Show the words themselves, as a link, instead of the icon. */
  plain = false;
  words: Words | undefined;
  private outcome: 'done' | 'failed' | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.outcome = undefined;
  }

  protected override render(): TemplateResult {
    const done = this.outcome === 'done';
    if (this.plain) {
      return html`<button class="link" type="button" @click=${this.#copy}>${this.label}</button> <span role="status" class="said">${this.#said}</span>`;
    }
    return html`<button class="icon ${done ? 'done' : ''}" type="button" aria-label=${this.label} title=${this.label} @click=${this.#copy}>${icon(done ? 'tick' : 'copy')}</button>
      <span role="status">${this.#said}</span>`;
  }

  get #said(): string | undefined {
    return this.outcome && this.words?.t(`copy.${this.outcome}`);
  }

  async #copy(): Promise<void> {
    this.outcome = (await copyText(this.value)) ? 'done' : 'failed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.outcome = undefined;
    }, 2000);
  }
}

/** False where the browser does not let us, which is the rule on pages without https. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.insetBlockStart = '-100px';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
