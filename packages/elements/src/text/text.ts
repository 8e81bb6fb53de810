import type { PageKey, Text, TextKey, TextParams, Tree, Trees, WordsName } from './keys.ts';
import type { TextTree, TextValue } from './tree.ts';

/** The words of one language, ready to use. `{service}` stands for the name of the host's product. */
export type Words<K extends TextKey = PageKey> = {
  readonly lang: string;
  t(key: K, params?: TextParams): string;
  /** The lines of a text: a name, then what is said about it. */
  lines(key: K, params?: TextParams): string[];
  /** For a text with something else than text in it, such as a link: its pieces, to be put into a template. */
  rich(key: K, params: Readonly<Record<string, unknown>>): unknown[];
  /** Whether there is such a text among what is loaded. */
  has(key: string): key is PageKey;
  /** These words and more of the same language; the host's own stand before those too. */
  with(more: Text): Words<TextKey>;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  list(items: readonly string[]): string;
  /** Hours and minutes of a UTC ISO time, in the reader's time zone. */
  time(iso: string): string;
  date(iso: string): string;
  /** "today at 09:41", "yesterday at 09:41", "18 Feb 2027 at 09:41". */
  when(iso: string): string;
  /** The present by the clock of the page. */
  now(): Date;
};

type Loaders = { page: () => Promise<Tree> } & { [T in WordsName]: () => Promise<Trees[T]> };

const loaders: Record<string, Loaders> = {
  en: {
    page: async () => (await import('./en.ts')).en,
    general: async () => (await import('./en-general.ts')).enGeneral,
    domains: async () => (await import('./en-domains.ts')).enDomains,
    access: async () => (await import('./en-access.ts')).enAccess,
    monitoring: async () => (await import('./en-monitoring.ts')).enMonitoring,
    launch: async () => (await import('./en-launch.ts')).enLaunch,
    findings: async () => (await import('./en-findings.ts')).enFindings,
    advice: async () => (await import('./en-advice.ts')).enAdvice,
    fixes: async () => (await import('./en-fixes.ts')).enFixes,
    handoff: async () => (await import('./en-handoff.ts')).enHandoff,
  },
  ru: {
    page: async () => (await import('./ru.ts')).ru,
    general: async () => (await import('./ru-general.ts')).ruGeneral,
    domains: async () => (await import('./ru-domains.ts')).ruDomains,
    access: async () => (await import('./ru-access.ts')).ruAccess,
    monitoring: async () => (await import('./ru-monitoring.ts')).ruMonitoring,
    launch: async () => (await import('./ru-launch.ts')).ruLaunch,
    findings: async () => (await import('./ru-findings.ts')).ruFindings,
    advice: async () => (await import('./ru-advice.ts')).ruAdvice,
    fixes: async () => (await import('./ru-fixes.ts')).ruFixes,
    handoff: async () => (await import('./ru-handoff.ts')).ruHandoff,
  },
};

/**
 * The words of a language (`ru`, `ru-RU`) that every tab uses, and those of the given tabs; English where there are none.
 * Each file is loaded once, when it is needed.
 */
export async function textFor(
  lang: string,
  tabs: Iterable<WordsName> = [],
): Promise<{ lang: string; text: Text }> {
  const name = lang.toLowerCase().split('-')[0] ?? '';
  const known = name in loaders ? name : 'en';
  const load = loaders[known] as Loaders;
  const trees = await Promise.all([load.page(), ...[...tabs].map((tab) => load[tab]())]);
  // British dates and clock: the day before the month, 24 hours
  const region = known === name && lang.toLowerCase() !== 'en' ? lang : 'en-GB';
  return { lang: region, text: Object.assign({}, ...trees.map(byKey)) };
}

/** A short reason, made for the middle of a line, at the beginning of one. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The texts of a tree by their keys. */
function byKey(tree: TextTree): Readonly<Record<string, TextValue>> {
  const texts: Record<string, TextValue> = {};
  const walk = (at: TextTree, way: string): void => {
    for (const [name, value] of Object.entries(at)) {
      const key = name === '' ? way : way === '' ? name : `${way}.${name}`;
      if (isText(value)) texts[key] = value;
      else walk(value, key);
    }
  };
  walk(tree, '');
  return texts;
}

const isText = (value: TextValue | TextTree): value is TextValue =>
  typeof value === 'string' || 'other' in value;

/** Makes words usable; `own` replaces single texts by the host's, `now` is the clock of the page. */
export function createWords(
  lang: string,
  text: Text,
  own: Partial<Text>,
  service: string,
  now: () => Date,
): Words<TextKey> {
  const plural = new Intl.PluralRules(lang);
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(lang, options).format(value);
  const form = (key: TextKey, { count }: Readonly<Record<string, unknown>>): string => {
    const value = own[key] ?? text[key] ?? key;
    if (typeof value === 'string') return value;
    return value[typeof count === 'number' ? plural.select(count) : 'other'] ?? value.other;
  };
  const fill = (name: string, params: Readonly<Record<string, unknown>>): unknown => {
    const value = params[name] ?? (name === 'service' ? service : `{${name}}`);
    return typeof value === 'number' ? number(value) : value;
  };
  const format = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang, options).format(new Date(iso));
  const words: Words<TextKey> = {
    lang,
    t: (key, params = {}) => words.rich(key, params).join(''),
    lines: (key, params) => words.t(key, params).split('\n'),
    rich: (key, params) =>
      form(key, params)
        .split(/\{(\w+)\}/)
        .map((piece, at) => (at % 2 === 1 ? fill(piece, params) : piece)),
    has: (key): key is PageKey => key in text,
    with: (more) => createWords(lang, { ...text, ...more }, own, service, now),
    number,
    // not `Intl.ListFormat`: its lists of type `unit` have no commas in Russian, the others a word before the last
    list: (items) => items.join(', '),
    time: (iso) => format(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: (iso) => format(iso, { day: 'numeric', month: 'short', year: 'numeric' }),
    when: (iso) => {
      const days = Math.round((startOfDay(new Date(iso)) - startOfDay(now())) / 86_400_000);
      const date =
        Math.abs(days) < 2
          ? new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(days, 'day')
          : words.date(iso);
      return words.t('time', { date, time: words.time(iso) });
    },
    now,
  };
  return words;
}

const startOfDay = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);
