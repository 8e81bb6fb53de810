import type { DomainReport } from '@mail-settings/core';
import { html, nothing } from 'lit';
import { type Mark, status } from '../parts/icons.ts';
import { note } from '../parts/note.ts';
import type { DomainKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';

/** The service's verdict and our own evidence side by side, and what it means where they do not agree. */
export function verdicts(words: Words<DomainKey>, { service, records, checkedAt }: DomainReport): unknown {
  const required = records.filter(({ record }) => record.required);
  const count = (...states: string[]): number =>
    required.filter(({ state }) => states.includes(state)).length;
  const open = count('missing', 'mismatch', 'conflict');
  const evidence = ((): [Mark, string] => {
    if (checkedAt === null) return ['wait', words.t('records.verdict.unseen')];
    if (open > 0) return ['warn', words.t('records.verdict.open', { count: open })];
    if (count('unchecked') > 0) return ['wait', words.t('records.verdict.partly')];
    if (count('pending') > 0) return ['wait', words.t('records.verdict.pending')];
    return ['ok', words.t('records.verdict.right')];
  })();
  const theirs = status(
    service.active ? 'ok' : 'wait',
    words.t(service.active ? 'records.verdict.verified' : 'records.verdict.waiting'),
  );
  const isRight = evidence[0] === 'ok';
  const advice =
    service.active && open > 0 ? 'wrong-now' : !service.active && isRight ? 'service-later' : undefined;
  return html`<div class="verdicts">
      <dl>
        <div><dt>${words.t('records.verdict.service')}</dt><dd>${theirs}${service.message ? html`<span class="said">${service.message}</span>` : nothing}</dd></div>
        <div><dt>${words.t('records.verdict.dns')}</dt><dd>${status(...evidence)}</dd></div>
      </dl>
      ${advice ? html`<p>${words.t(`records.verdict.${advice}`)}</p>` : nothing}
    </div>`;
}

/** A verified domain that went wrong, or may have: one check is no proof. */
export function watchNote(words: Words<DomainKey>, { watch, checkedAt }: DomainReport): unknown {
  if (watch === undefined) return nothing;
  const { standing, misses, nextCheckAt, wrongSince = checkedAt } = watch;
  if (standing === 'new' || (standing === 'verified' && misses === 0)) return nothing;
  const [head, more] =
    standing === 'broken'
      ? words.lines('records.watch.broken', { when: words.when(wrongSince ?? nextCheckAt) })
      : words.lines('records.watch.suspect', { count: misses, when: words.when(nextCheckAt) });
  return note(standing === 'broken' ? 'err' : 'warn', html`<b>${head}</b> ${more}`);
}
