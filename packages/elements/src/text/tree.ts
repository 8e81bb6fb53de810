/** A text with `{placeholders}`; where it counts something, one form per plural category of the language. */
export type TextValue = string | Plural;
export type Plural = Partial<Record<Exclude<Intl.LDMLPluralRule, 'other'>, string>> & { other: string };
/** Texts, each at the path of its key. */
export type TextTree = { readonly [name: string]: TextValue | TextTree };
