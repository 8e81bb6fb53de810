import { BULK_SENDER_DUTIES, type DomainReport, type ReceiverReadiness } from '@mail-settings/core';
import { html, nothing } from 'lit';
import { icon, mark, status } from '../parts/icons.ts';
import type { DomainKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';
import { gravest } from './record-details.ts';

type Receiver = keyof ReceiverReadiness;
const names: Record<Receiver, string> = { gmail: 'Gmail', yahoo: 'Yahoo', outlook: 'Outlook.com' };
const receivers = Object.keys(names) as Receiver[];
const namesOf = (words: Words<DomainKey>, some: readonly Receiver[]): string =>
  words.list(some.map((one) => names[one]));

/** Whether large receivers take bulk mail of this domain: one line, with the reasons and their other demands below it. */
export function bulkReadiness(words: Words<DomainKey>, report: DomainReport): unknown {
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
  return html`<details class="fold bulk"><summary>${icon('chevron')}<span>${words.t('bulk')}</span>${line}</summary>
      ${blockers(words, report, readiness)}
      <p>${words.t('bulk.duties')}</p>
      <ul>${duties(words)}</ul>
    </details>`;
}

/** What stands in the way and what to do about it; with the receivers where it is not in the way of all. */
function blockers(words: Words<DomainKey>, { records }: DomainReport, readiness: ReceiverReadiness): unknown {
  const open = [...new Set(receivers.flatMap((receiver) => readiness[receiver].blockers))];
  if (open.length === 0) {
    const isReady = receivers.every((receiver) => readiness[receiver].ready);
    return isReady ? html`<p>${words.t('bulk.all')}</p>` : nothing;
  }
  return html`<ul class="open">${open.map((blocker) => {
    const at = receivers.filter((receiver) => readiness[receiver].blockers.includes(blocker));
    const who = at.length < receivers.length ? `${namesOf(words, at)}: ` : '';
    const wrong = records.find(
      ({ record, state }) => record.purpose === blocker && record.required && state !== 'ok',
    );
    const text =
      blocker === 'alignment' || wrong === undefined
        ? words.t('bulk.alignment')
        : `${words.lines(`record.${blocker}`)[0]}: ${gravest(words, wrong)}`;
    return html`<li>${mark('err')}<span>${who}${text}</span></li>`;
  })}</ul>`;
}

/** Each duty once, with those who ask for it. */
function duties(words: Words<DomainKey>): unknown[] {
  const all = [...new Set(receivers.flatMap((receiver) => [...BULK_SENDER_DUTIES[receiver]]))];
  return all.map((duty) => {
    const who = receivers.filter((receiver) =>
      (BULK_SENDER_DUTIES[receiver] as readonly string[]).includes(duty),
    );
    return html`<li>${namesOf(words, who)}: ${words.t(`bulk.duty.${duty}`)}</li>`;
  });
}
