import '../../jitless.ts';
import * as z from 'zod/mini';
import { MailError } from '../../errors.ts';
import { errorOfCode } from './codes.ts';
import { type CesCallName, cesPaths } from './places.ts';
import { serviceWords } from './service-words.ts';

/** A JSON object as it goes onto the wire. */
export type Fields = Record<string, unknown>;

/**
 * One call of the service's API, both ends of it: the client writes the request and reads the answer, a simulated
 * service the other way round. Readers take names in any letter case, ignore what they do not know, and throw nothing
 * but a MailError: the one the service's code stands for, or `answer-unreadable` (`bad-request` for a request).
 */
export type CesCall<Input, Answer, Written = Answer> = {
  name: CesCallName;
  path: string;
  /** True where the call changes nothing at the service, so that it may be repeated. */
  isRead: boolean;
  writeRequest(key: string, input: Input): Fields;
  readRequest(body: unknown): { key: string; input: Input };
  writeAnswer(answer: Written): Fields;
  /** `secrets`: what was sent and may not come back in the service's own words. */
  readAnswer(body: unknown, secrets?: readonly string[]): Answer;
};

type Shape = Record<string, z.ZodMiniType>;
type AnyCase = z.ZodMiniPipe<z.ZodMiniType, z.ZodMiniObject>;

type Definition<Input, Answer, Written, In extends AnyCase, Out extends AnyCase> = {
  isRead?: boolean;
  /** Calls of later versions name the API key `apiKey`. */
  keyName?: 'key' | 'apiKey';
  request: { fields: In; write(input: Input): Fields; read(fields: z.infer<In>): Input };
  answer: {
    fields: Out;
    write(answer: Written): Fields;
    read(fields: z.infer<Out>, words: Words): Answer;
  };
};

/** What the service says in its own words, fit to be shown; see `serviceWords`. */
export type Words = (message: string | null) => string | null;

export function defineCall<Input, Answer, Written, In extends AnyCase, Out extends AnyCase>(
  name: CesCallName,
  definition: Definition<Input, Answer, Written, In, Out>,
): CesCall<Input, Answer, Written> {
  const { isRead = false, keyName = 'key', request, answer } = definition;
  const path = cesPaths[name];
  const answerNames = new Set(Object.keys(answer.fields.def.out.shape).map(folded));
  return {
    name,
    path,
    isRead,
    writeRequest: (key, input) => ({ [keyName]: key, ...request.write(input) }),
    readRequest(body) {
      const fields = request.fields.safeParse(body);
      const keys = keyFields.safeParse(body);
      if (!fields.success || !keys.success)
        throw new MailError('bad-request', `The request of ${path} is not as agreed.`);
      return { key: keys.data.key ?? keys.data.apiKey ?? '', input: request.read(fields.data) };
    },
    writeAnswer: (written) => ({ status: 'ok', code: 0, message: null, ...answer.write(written) }),
    readAnswer(body, secrets = []) {
      const envelope = envelopeFields.safeParse(body);
      if (!envelope.success) throw unreadable(path);
      const { code, status, message } = envelope.data;
      const words: Words = (said) => serviceWords(said, secrets) ?? null;
      if (code !== null && code !== 0) throw errorOfCode(code, words(message));
      if (code === null && status?.toLowerCase() === 'error') throw errorOfCode(undefined, words(message));
      const fields = answer.fields.safeParse(body);
      const isEmpty = code === null && status === null && !hasAny(body, answerNames);
      if (!fields.success || isEmpty) throw unreadable(path);
      return answer.read(fields.data, words);
    },
  };
}

/** The keys and tokens of a written request. */
export const secretsOf = (request: Fields): string[] =>
  ['key', 'apiKey', 'authKey', 'token'].flatMap((name) => {
    const value = request[name];
    return typeof value === 'string' ? [value] : [];
  });

/** What the service answers instead, where it refuses. */
export const writeFailure = (code: number, message: string): Fields => ({ status: 'error', code, message });

/** The code of an answer; null where there is none. For a log that wants no more. */
export const codeOfAnswer = (body: unknown): number | null => {
  const envelope = envelopeFields.safeParse(body);
  return envelope.success ? envelope.data.code : null;
};

/** The names of an object and of all objects in it, spelled as another version of the service would. */
export function respell(value: unknown, spelling: 'PascalCase' | 'lowercase' | 'UPPERCASE'): unknown {
  if (Array.isArray(value)) return value.map((item) => respell(item, spelling));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [spell(name, spelling), respell(inner, spelling)]),
  );
}

/** A text; anything else counts as missing. */
export const text = z.catch(z.nullable(z.string()), null);

/** True only if it says so; JSON of some versions writes the word. */
export const flag = z.transform(
  (value: unknown) => value === true || (typeof value === 'string' && value.toLowerCase() === 'true'),
);

/** A whole number, also written as text; anything else counts as missing. */
export const number = z.transform((value: unknown) => {
  const read = typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof read === 'number' && Number.isSafeInteger(read) ? read : null;
});

/** A list; a missing one is empty, anything else than a list is an error. */
export const listOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.pipe(
    maybe(z.array(item)),
    z.transform((items) => items ?? []),
  );

/** Something that may be missing. */
export const maybe = <Inner extends z.ZodMiniType>(inner: Inner) => z.optional(z.nullable(inner));

/** An object whose names may come in any letter case, with or without underscores. */
export function anyCase<S extends Shape>(shape: S) {
  const names = new Map(Object.keys(shape).map((name) => [folded(name), name]));
  return z.pipe(
    z.pipe(
      z.record(z.string(), z.unknown()),
      z.transform((fields: Fields): Fields => {
        const known = Object.entries(fields).map(
          ([name, value]) => [names.get(folded(name)), value] as const,
        );
        return Object.fromEntries(known.filter(([name]) => name !== undefined));
      }),
    ),
    z.object(shape),
  );
}

const keyFields = anyCase({ key: text, apiKey: text });
const envelopeFields = anyCase({ status: text, code: number, message: text });

// A declaration: the schemas above need it while this module loads.
function folded(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function hasAny(body: unknown, names: ReadonlySet<string>): boolean {
  return (
    typeof body === 'object' && body !== null && Object.keys(body).some((name) => names.has(folded(name)))
  );
}

const unreadable = (path: string): MailError =>
  new MailError('answer-unreadable', `The answer of ${path} is not as agreed.`);

function spell(name: string, spelling: 'PascalCase' | 'lowercase' | 'UPPERCASE'): string {
  if (spelling === 'PascalCase') return name.slice(0, 1).toUpperCase() + name.slice(1);
  return spelling === 'lowercase' ? name.toLowerCase() : name.toUpperCase();
}
