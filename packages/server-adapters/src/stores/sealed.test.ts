import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer } from './sealed.ts';

const old = { id: '2026-01', key: randomBytes(32) };
const fresh = { id: '2026-11', key: randomBytes(32) };
const context = { tenant: 'a', field: 'apiKey', origin: 'https://mail.example.com' };
const refused = { state: 'wrong-master-key' };

describe('a sealed key', () => {
  it.each(['secret', '', 'Ключ 🔑', 'x'.repeat(1000)])('opens again: %j', async (text) => {
    const sealer = createSealer({ masterKeys: [old] });
    const sealed = await sealer.seal(text, context);
    expect(await sealer.open(sealed, context)).toEqual({ state: 'open', text });
    if (text !== '') expect(sealed).not.toContain(text);
  });

  it('looks different each time', async () => {
    const sealer = createSealer({ masterKeys: [old] });
    expect(await sealer.seal('secret', context)).not.toBe(await sealer.seal('secret', context));
  });

  it.each([
    ['another tenant', { ...context, tenant: 'b' }],
    ['another field', { ...context, field: 'authKey' }],
    ['another origin', { ...context, origin: 'https://evil.example.com' }],
    ['no origin', { ...context, origin: null }],
    ['parts of the context moved', { tenant: 'a","apiKey', field: '', origin: context.origin }],
  ])('does not open for %s', async (_name, other) => {
    const sealer = createSealer({ masterKeys: [old] });
    expect(await sealer.open(await sealer.seal('secret', context), other)).toEqual(refused);
  });

  it('opens under every master key that is left, and is sealed under the first', async () => {
    const before = await createSealer({ masterKeys: [old] }).seal('secret', context);
    const during = createSealer({ masterKeys: [fresh, old] });
    expect(await during.open(before, context)).toEqual({ state: 'open', text: 'secret' });
    const after = await during.seal('secret', context);
    const alone = createSealer({ masterKeys: [fresh] });
    expect(await alone.open(after, context)).toEqual({ state: 'open', text: 'secret' });
    expect(await alone.open(before, context)).toEqual(refused);
  });

  it('does not open under another key of the same id', async () => {
    const sealed = await createSealer({ masterKeys: [old] }).seal('secret', context);
    const other = createSealer({ masterKeys: [{ id: old.id, key: randomBytes(32) }] });
    expect(await other.open(sealed, context)).toEqual(refused);
  });

  it('does not open under another name of the same key', async () => {
    const sealed = await createSealer({ masterKeys: [old] }).seal('secret', context);
    const renamed = createSealer({ masterKeys: [{ id: 'x', key: old.key }] });
    expect(await renamed.open(sealed.replace(old.id, 'x'), context)).toEqual(refused);
  });

  it('that was damaged is a state, never an exception', async () => {
    const sealer = createSealer({ masterKeys: [old] });
    const sealed = await sealer.seal('secret', context);
    const damaged = [...sealed].map(
      (_, at) => sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
    );
    for (const text of ['', 'secret', 's1', 's1...', `${sealed}.`, sealed.slice(0, -4), ...damaged]) {
      const opened = await sealer.open(text, context);
      // The last digit of base64 may hold bits that nobody reads.
      if (opened.state === 'open') expect(opened.text).toBe('secret');
      else expect(opened).toEqual(refused);
    }
  });
});

describe('master keys', () => {
  it.each([
    ['none', []],
    ['a short one', [{ id: 'a', key: new Uint8Array(16) }]],
    ['an id with a dot', [{ id: 'a.b', key: new Uint8Array(32) }]],
    ['the same id twice', [old, { ...fresh, id: old.id }]],
  ])('are refused: %s', (_name, masterKeys) => {
    expect(() => createSealer({ masterKeys })).toThrow(TypeError);
  });
});
