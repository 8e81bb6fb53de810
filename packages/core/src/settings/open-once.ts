import type { Sealer } from './sealer.ts';

/** The same sealer for the time of one call: what was opened once is not opened again. To be dropped with the call. */
export function openOnce(sealer: Sealer): Sealer {
  const opened = new Map<string, ReturnType<Sealer['open']>>();
  return {
    seal: (text, context) => sealer.seal(text, context),
    open: (sealed, context) => {
      const name = JSON.stringify([sealed, context.tenant, context.field, context.origin]);
      const known = opened.get(name) ?? sealer.open(sealed, context);
      opened.set(name, known);
      return known;
    },
  };
}
