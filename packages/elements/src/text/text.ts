import type { en } from './en.ts';

/** A text with `{placeholders}`; where it counts something, one form per plural category of the language. */
export type TextValue = string | Plural;
export type Plural = Partial<Record<Exclude<Intl.LDMLPluralRule, 'other'>, string>> & { other: string };
export type TextKey = keyof typeof en;
/** All words of one language. */
export type Text = Readonly<Record<TextKey, TextValue>>;
export type TextParams = Readonly<Record<string, string | number>>;

/** The words of one language, ready to use. `{service}` stands for the name of the host's product. */
export type Words = {
  readonly lang: string;
  t(key: TextKey, params?: TextParams): string;
  /** For a text with something else than text in it, such as a link: its pieces, to be put into a template. */
  rich(key: TextKey, params: Readonly<Record<string, unknown>>): unknown[];
  has(key: string): key is TextKey;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  list(items: readonly string[]): string;
  /** Hours and minutes of a UTC ISO time, in the reader's time zone. */
  time(iso: string): string;
  date(iso: string): string;
  /** "today at 09:41", "yesterday at 09:41", "18 Feb 2027 at 09:41". */
  when(iso: string): string;
};

const loaders: Record<string, () => Promise<Text>> = {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
};

/** The complete words of a language (`ru`, `ru-RU`); English where there are none. Each is loaded once, when it is needed. */
export async function textFor(lang: string): Promise<{ lang: string; text: Text }> {
  const known = [lang.toLowerCase(), lang.toLowerCase().split('-')[0] ?? ''].find((name) => name in loaders);
  const load = loaders[known ?? 'en'] ?? loaders.en;
  if (load === undefined) throw new TypeError('no words for English');
  // British dates and clock: the day before the month, 24 hours
  return { lang: known === undefined || lang.toLowerCase() === 'en' ? 'en-GB' : lang, text: await load() };
}

/** Makes words usable; `own` replaces single texts by the host's. */
export function createWords(lang: string, text: Text, own: Partial<Text>, service: string): Words {
  const plural = new Intl.PluralRules(lang);
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(lang, options).format(value);
  const form = (key: TextKey, params: Readonly<Record<string, unknown>>): string => {
    const value = own[key] ?? text[key];
    if (typeof value === 'string') return value;
    const { count } = params;
    return value[typeof count === 'number' ? plural.select(count) : 'other'] ?? value.other;
  };
  const fill = (name: string, params: Readonly<Record<string, unknown>>): unknown => {
    const value = params[name] ?? (name === 'service' ? service : `{${name}}`);
    return typeof value === 'number' ? number(value) : value;
  };
  const format = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang, options).format(new Date(iso));
  const words: Words = {
    lang,
    t: (key, params = {}) =>
      form(key, params).replace(/\{(\w+)\}/g, (_, name: string) => String(fill(name, params))),
    rich: (key, params) =>
      form(key, params)
        .split(/\{(\w+)\}/)
        .map((piece, at) => (at % 2 === 1 ? fill(piece, params) : piece)),
    has: (key): key is TextKey => key in text,
    number,
    list: (items) => new Intl.ListFormat(lang, { type: 'unit' }).format(items),
    time: (iso) => format(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: (iso) => format(iso, { day: 'numeric', month: 'short', year: 'numeric' }),
    when: (iso) => {
      const time = words.time(iso);
      const days = Math.round((startOfDay(new Date()) - startOfDay(new Date(iso))) / 86_400_000);
      if (days === 0) return words.t('time.today', { time });
      if (days === 1) return words.t('time.yesterday', { time });
      if (days === -1) return words.t('time.tomorrow', { time });
      return words.t('time.day', { date: words.date(iso), time });
    },
  };
  return words;
}

const startOfDay = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);
