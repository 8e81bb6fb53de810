import type { ConnectionFact, SettingsState } from '@mail-settings/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { MailTab } from '../events.ts';
import { type Mark, mark, status } from '../parts/icons.ts';
import type { PageKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

/** The one line under the title: whether mail can be sent in the customer's own name (S33), and the facts behind it. */
export function statusLine(words: Words, state: SettingsState): TemplateResult {
  const { shape, key } = topStatus(state);
  return html`<div class="line">
    <span class="top" role="status"><span class="field-name">${words.t('line.label')}</span>${status(shape, words.t(key))}</span>
    <div class="facts"><div>${factOf(words, 'sending', state.connection.sending)}${factOf(words, 'responses', state.connection.responses)}${domainsFact(words, state)}<span class="num">${checkedText(words, state)}</span></div></div>
  </div>`;
}

/** Good only when sending is active and at least one domain is verified. */
function topStatus({ connection: { sending }, domains, host }: SettingsState): {
  shape: Mark;
  key: PageKey;
} {
  if (sending.state === 'failed') return { shape: 'err', key: 'line.error' };
  const verified = domains.verified > 0 || host.features.domains === false;
  if (sending.state === 'active' && verified) return { shape: 'ok', key: 'line.active' };
  return { shape: 'wait', key: 'line.unfinished' };
}

/** The worst mark of what a tab holds, as far as the state tells. */
export function tabMark(
  tab: MailTab,
  { connection, sender, domains, endpoint, host }: SettingsState,
): Mark | undefined {
  const { sending, responses } = connection;
  if (tab === 'general') {
    if ([sending, responses, sender].some(({ state }) => state === 'failed')) return 'err';
    return sending.state === 'active' && responses.state === 'active' ? undefined : 'wait';
  }
  if (tab === 'domains' && host.features.domains !== false) {
    if (domains.total === 0) return 'wait';
    return domains.verified < domains.total ? 'warn' : undefined;
  }
  const unreachable =
    responses.reason === 'response-domain-unreachable' || endpoint?.outcome === 'not-reachable';
  return tab === 'access' && unreachable && host.deployment === 'on-site' ? 'err' : undefined;
}

/** Good news is quiet: a fact carries a shape only when it is not good. */
function factOf(
  words: Words,
  name: 'sending' | 'responses',
  { state, reason }: ConnectionFact,
): TemplateResult {
  if (state === 'active') return html`<span>${words.t(`line.${name}.active`)}</span>`;
  const what =
    state === 'failed' ? words.t(reason ? `reason.${reason}` : 'line.error') : words.t(`line.${state}`);
  return html`<span>${mark(state === 'failed' ? 'err' : 'wait')}${words.t(`line.${name}`, { state: what })}</span>`;
}

function domainsFact(words: Words, { domains, host }: SettingsState): TemplateResult | typeof nothing {
  if (host.features.domains === false) return nothing;
  const { total, verified } = domains;
  const text =
    total === 0 ? words.t('line.domains.none') : words.t('line.domains', { count: total, verified });
  return html`<span>${verified === 0 ? mark('wait') : nothing}${text}</span>`;
}

function checkedText(words: Words, { connection: { checkedAt } }: SettingsState): string {
  if (checkedAt === null) return words.t('line.checked.never');
  const age = words.now().getTime() - Date.parse(checkedAt);
  return age < 60_000
    ? words.t('line.checked.now')
    : words.t('line.checked', { when: words.when(checkedAt) });
}
