import { base } from './base.styles.ts';
import { buttons, cards, fields, notes, statuses } from './controls.styles.ts';
import { tokens } from './tokens.styles.ts';

/** What every part of the page wears; a tab brings its own sheet along. */
export const shared = [tokens, base, buttons, statuses, notes, fields, cards];
