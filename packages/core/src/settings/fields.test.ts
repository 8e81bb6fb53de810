import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FieldRow } from './fields.ts';
import { good } from './issues.ts';
import type { GeneralDraft } from './settings.ts';

// Two rows more than there are: whatever else a field needed would be missing here. All is loaded anew, and nothing of it stays.
beforeAll(() => {
  vi.resetModules();
  vi.doMock(import('./fields.ts'), async (original) => {
    const { fieldTable, ...rest } = await original();
    const check = (text: string) => good(text.trim());
    const more: Record<string, FieldRow> = {
      replyTo: { kind: 'text', fact: 'sender', check, dated: true },
      importKey: { kind: 'key', fact: 'sending', check, overlaps: true },
    };
    return { ...rest, fieldTable: { ...fieldTable, ...more } };
  });
});
afterAll(() => {
  vi.doUnmock('./fields.ts');
  vi.resetModules();
});

it('a row of the table is all a new field needs: it is in the draft, the section, the view and the document', async () => {
  const { readState, saveSettings } = await import('./operations.ts');
  const { checkGeneralDraft, generalFields, keyFields, textFields } = await import('./settings.ts');
  const { emptySections, readSection } = await import('./settings-store.ts');
  const { setupDocument } = await import('./setup-document.ts');

  expect(generalFields.slice(5)).toEqual(['replyTo', 'importKey']);
  expect([textFields.at(-1), keyFields.at(-1)]).toEqual(['replyTo', 'importKey']);

  const typed: GeneralDraft & Record<string, unknown> = { replyTo: ' a@example.com ', importKey: 'k' };
  const input = saveSettings.input.parse({ revision: '0', draft: { ...typed, other: 1 } });
  expect(input.draft).toEqual(typed);
  expect(checkGeneralDraft(typed).change).toEqual({ replyTo: 'a@example.com', importKey: 'k' });
  expect(checkGeneralDraft({ ...typed, replyTo: '', importKey: '' } as GeneralDraft).change).toEqual({
    replyTo: null,
  });

  const beside = { replyTo: null, replyToSetAt: null, importKey: null, previousImportKey: null };
  expect(emptySections.general).toMatchObject(beside);
  expect(readSection('general', {})).toEqual(emptySections.general);

  const { general } = readState.answer.shape;
  expect(Object.keys(general.shape)).toEqual([
    ...generalFields,
    'previousAuthKeyUntil',
    'previousImportKeyUntil',
  ]);
  expect(setupDocument.parse({ general: typed })).toEqual({ general: typed });
});
