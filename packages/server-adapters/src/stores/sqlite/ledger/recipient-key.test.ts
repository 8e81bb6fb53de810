import { describe, expect, it } from 'vitest';
import { recipientKey } from './recipient-key.ts';

const hex = (recipient: string) => Buffer.from(recipientKey(recipient)).toString('hex');

describe('the key of a recipient', () => {
  it('is the 16 bytes of its GUID', () => {
    expect(hex('0b5a1e1c-7d0e-4f5f-9a53-0d3a6f1c2b3d')).toBe('0b5a1e1c7d0e4f5f9a530d3a6f1c2b3d');
  });

  it.each([
    ['another name', 'recipient-1'],
    ['no name', ''],
    ['a name of 36 characters', 'x'.repeat(36)],
    ['hyphens in other places', '0b5a1e1c7-d0e-4f5f-9a53-0d3a6f1c2b3d'],
    ['capital digits', '0B5A1E1C-7D0E-4F5F-9A53-0D3A6F1C2B3D'],
    ['a letter that is no digit', '0b5a1e1c-7d0e-4f5f-9a53-0d3a6f1c2b3g'],
    ['a character beyond ASCII', '0b5a1e1c-7d0e-4f5f-9a53-0d3a6f1c2b3Ж'],
    ['sixteen characters', 'sixteen letters.'],
  ])('is its text behind a zero for %s', (_name, recipient) => {
    expect(hex(recipient)).toBe(Buffer.from(`\0${recipient}`).toString('hex'));
  });
});
