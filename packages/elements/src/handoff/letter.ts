import { type DomainReport, handoffRows } from '@mail-settings/core';
import { effectText } from '../record-fix/effect-text.ts';
import type { HandoffKey } from '../text/more-words.ts';
import type { Words } from '../text/text.ts';

export type Letter = { subject: string; body: string };

/** What to write to who manages DNS: each record with what to do, what to type and what has to go. Plain text. */
export function letter(words: Words<HandoffKey>, report: DomainReport, records: 'open' | 'all'): Letter {
  const { unicode, zone } = report;
  const blocks = report.records
    .flatMap((one) => handoffRows({ ...report, records: [one] }, { records }).map((row) => ({ row, one })))
    .sort((one, other) => Number(one.row.needsConsent) - Number(other.row.needsConsent));
  const texts = blocks.flatMap(({ row, one: { record, state } }, at) => {
    const { type, host, fqdn, value, priority, removes, needsConsent, effects } = row;
    const task =
      state === 'ok' || state === 'pending'
        ? 'keep'
        : value === null
          ? 'remove'
          : removes.length > 0
            ? 'replace'
            : 'add';
    const isFirstAsked = needsConsent && blocks[at - 1]?.row.needsConsent !== true;
    const [purpose = ''] = words.lines(`record.${record.purpose}`);
    const lines = [
      words.t('letter.host', { host }),
      host !== fqdn && words.t('letter.name', { name: fqdn }),
      value !== null && words.t('letter.value', { value }),
      priority !== null && words.t('letter.priority', { priority }),
      ...(task === 'keep' ? [] : removes.map((gone) => words.t('letter.removes', { value: gone }))),
      ...effects.map((effect) => words.t('letter.effect', { effect: effectText(words, effect) })),
    ].filter((line) => typeof line === 'string');
    const head = words.t(`letter.${task}`, { at: at + 1, type, purpose });
    const block = [head, ...lines.map((line) => `   ${line}`)].join('\n');
    return isFirstAsked ? [words.t('letter.consent'), block] : [block];
  });
  const place = zone === null ? [] : [words.t('letter.zone', { zone })];
  return {
    subject: words.t('letter.subject', { domain: unicode }),
    body: [words.t('letter.hello', { domain: unicode }), ...place, ...texts, words.t('letter.end')].join(
      '\n\n',
    ),
  };
}

/** What mail programs surely take from a link; beyond it some cut the text without a word. */
const longestLink = 2000;

/** A link that opens the letter in the mail program, without a recipient; undefined where it is too long. */
export function mailLink({ subject, body }: Letter): string | undefined {
  const text = body.replaceAll('\n', '\r\n');
  const link = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
  return link.length <= longestLink ? link : undefined;
}
