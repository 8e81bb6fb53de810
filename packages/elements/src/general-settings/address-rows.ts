import { parseResponseDomain, publicUrl, type SettingsState } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import { fieldRow } from '../parts/field.ts';
import { status } from '../parts/icons.ts';
import { failedStage, probeDuration } from '../parts/probe.ts';
import { valueBox } from '../parts/value-box.ts';
import type { TabKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

/** The row that says whether this server reaches the service. */
export function outgoingRow(words: Words<TabKey<'general'>>, { outgoing }: SettingsState): TemplateResult {
  const [shape, key] = outcomes[outgoing?.outcome ?? 'none'];
  const [word, next = ''] = words.lines(key);
  const stage =
    outgoing?.outcome === 'not-reachable' ? words.t(`fault.stage.${failedStage(outgoing)}`) : next;
  const isTimed = outgoing && (shape === 'ok' || shape === 'warn');
  return fieldRow({
    id: 'outgoing',
    label: words.t('field.outgoing'),
    control: html`<div class="fixed">${status(shape, word)}${isTimed ? html`<span class="muted small num">${words.t('probe.ms', { ms: probeDuration(outgoing) })}</span>` : nothing}</div>${stage && html`<p class="under">${stage}</p>`}`,
    help: words.t('field.outgoing.help'),
  });
}

/** Shape and words of a probe of the service. */
const outcomes = {
  none: ['off', 'probe.none'],
  reachable: ['ok', 'probe.open'],
  'unexpected-page': ['warn', 'probe.page'],
  'not-reachable': ['err', 'probe.closed'],
  unknown: ['off', 'probe.unknown'],
} as const;

/** The row with the address that the service will call, made of the domain for responses that is `typed`. */
export function publicAddressRow(
  words: Words<TabKey<'general'>>,
  state: SettingsState,
  typed: string,
): TemplateResult {
  const domain = parseResponseDomain(typed, state.host);
  const address = publicAddress(domain, state);
  const noPort = domain.ok && domain.notes.some(({ code }) => code === 'port-dropped');
  return fieldRow({
    id: 'publicAddress',
    label: words.t('field.publicAddress'),
    control:
      address === undefined
        ? html`<div class="fixed muted">${words.t('field.publicAddress.later')}</div>`
        : html`${valueBox(words, address, words.t('copy.address'))}<p class="under">${words.t(noPort ? 'field.publicAddress.no-port' : 'field.publicAddress.443')}</p>`,
    help: noPort ? undefined : words.t('field.publicAddress.help'),
  });
}

/** The path is the host's; what stands before it is made of what is typed. */
function publicAddress(
  domain: ReturnType<typeof parseResponseDomain>,
  { endpoints, general, host }: SettingsState,
): string | undefined {
  const saved = parseResponseDomain(general.responseDomain ?? '', host);
  if (!domain.ok || !saved.ok || endpoints === null) return undefined;
  return publicUrl(domain.value, endpoints.webhook.slice(publicUrl(saved.value, '').length));
}
