import { MailError } from '../errors.ts';
import type { ReadinessReport } from './readiness.ts';

/** Throws `not-ready` with the ids of the items that block. */
export function requireReady({ items }: ReadinessReport, kind: 'test' | 'launch'): void {
  const ids = items.filter((item) => item[kind] === 'block' && item.state !== 'met').map(({ id }) => id);
  if (ids.length > 0) throw new MailError('not-ready', 'The set-up is not ready for this.', { ids });
}

/** Throws `warning-not-acknowledged` with the ids of the warnings before a launch that have no tick. */
export function requireTicks({ items }: ReadinessReport, acknowledged: readonly string[]): void {
  const ids = items
    .filter(({ id, launch, state }) => launch === 'warn' && state !== 'met' && !acknowledged.includes(id))
    .map(({ id }) => id);
  if (ids.length > 0)
    throw new MailError('warning-not-acknowledged', 'Warnings have to be confirmed by their ids.', { ids });
}
