import type { FieldIssue } from '../errors.ts';

/** A typed value that was understood, or what is wrong with it. `notes` are said but do not block. */
export type Typed<T> = { ok: true; value: T; notes: FieldIssue[] } | { ok: false; issues: FieldIssue[] };

export const good = <T>(value: T, notes: FieldIssue[] = []): Typed<T> => ({ ok: true, value, notes });

export const bad = (field: string, code: string, params?: FieldIssue['params']): Typed<never> => ({
  ok: false,
  issues: [params ? { field, code, params } : { field, code }],
});

/** The part of a zod issue that is read here. */
type SchemaIssue = { path: readonly PropertyKey[]; code?: string | undefined };

/** Issues of a schema as field issues: the path joined by dots, zod's code as it is. */
export function fieldIssues(issues: readonly SchemaIssue[]): FieldIssue[] {
  return issues.map(({ path, code }) => ({
    field: path.map(String).join('.'),
    code: (code ?? 'invalid').replaceAll('_', '-'),
  }));
}
