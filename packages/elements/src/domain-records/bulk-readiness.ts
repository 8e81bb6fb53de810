import type { DomainReport, ReceiverReadiness } from '@mail-settings/core';
import { html, nothing } from 'lit';
import { icon, status } from '../parts/icons.ts';
import type { DomainKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import type { Advice } from './dns-guide.ts';

type Receiver = keyof ReceiverReadiness;
const names: Record<Receiver, string> = { gmail: 'Gmail', yahoo: 'Yahoo', outlook: 'Outlook.com' };
export const receivers = Object.keys(names) as Receiver[];
export const namesOf = (words: Words<DomainKey>, some: readonly Receiver[]): string =>
  words.list(some.map((one) => names[one]));

/** Whether large receivers take bulk mail of this domain: one line, with the reasons and their other demands below it. */
export function bulkReadiness(words: Words<DomainKey>, report: DomainReport, advice: Advice): unknown {
  const { receivers: readiness } = report;
  if (readiness === undefined) return nothing;
  const states = new Map<boolean | null, Receiver[]>();
  for (const receiver of receivers) {
    const { ready } = readiness[receiver];
    states.set(ready, [...(states.get(ready) ?? []), receiver]);
  }
  const line = [...states].map(
    ([ready, some]) =>
      html`<span class="to">${namesOf(words, some)} ${status(ready ? 'ok' : ready === null ? 'wait' : 'err', words.t(ready ? 'bulk.ready' : ready === null ? 'bulk.unknown' : 'bulk.not'))}</span>`,
  );
  return html`<details class="fold bulk" @toggle=${advice.ask}><summary>${icon('chevron')}<span>${words.t('bulk')}</span>${line}</summary>
      ${advice.about('bulk')}
    </details>`;
}
