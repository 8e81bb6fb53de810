import type { MailTab } from '../events.ts';
import type { en } from './en.ts';
import type { enAccess } from './en-access.ts';
import type { enAdvice } from './en-advice.ts';
import type { enDomains } from './en-domains.ts';
import type { enFindings } from './en-findings.ts';
import type { enFixes } from './en-fixes.ts';
import type { enGeneral } from './en-general.ts';
import type { enHandoff } from './en-handoff.ts';
import type { enLaunch } from './en-launch.ts';
import type { enMonitoring } from './en-monitoring.ts';
import type { TextValue } from './tree.ts';

type Keys<T> = T extends string | { other: string }
  ? ''
  : { [K in keyof T & string]: K extends '' ? '' : `.${K}${Keys<T[K]>}` }[keyof T & string];
type Strip<K extends string> = K extends `.${infer Key}` ? Key : never;
type SameTree<T> = T extends string | { other: string }
  ? TextValue
  : { readonly [K in keyof T]: SameTree<T[K]> };

type English = {
  general: typeof enGeneral;
  domains: typeof enDomains;
  access: typeof enAccess;
  monitoring: typeof enMonitoring;
  launch: typeof enLaunch;
  findings: typeof enFindings;
  advice: typeof enAdvice;
  fixes: typeof enFixes;
  handoff: typeof enHandoff;
};

/** Words that are loaded when they are needed: those of a tab, or of something in one that not everybody opens. */
export type WordsName = MailTab | keyof English;

/** Words that every tab may use. */
export type PageKey = Strip<Keys<typeof en>>;
/** Those and the words of one tab, which are loaded with it. */
export type TabKey<T extends WordsName> = PageKey | Strip<Keys<English[T]>>;
export type TextKey = TabKey<WordsName>;
/** All words of one language as they are written down: those of every tab, and of each by its name. */
export type Tree = SameTree<typeof en>;
export type Trees = { readonly [T in WordsName]: SameTree<English[T]> };
export type DomainTree = Trees['domains'];
/** Words by key: those of the page, and of the others what is loaded. */
export type Text = Readonly<Record<PageKey, TextValue> & Partial<Record<TextKey, TextValue>>>;
export type TextParams = Readonly<Record<string, string | number>>;
