import { expect, it } from 'vitest';
import { connectionEvidence } from '../connection/status.ts';
import { emptySections, readSection } from './settings-store.ts';

it('a section stored before there was a default sender address reads as one without it', () => {
  const { senderEmail: _, ...before } = {
    ...emptySections.general,
    responseDomain: 'https://erp.example.com',
  };
  expect(readSection('general', before)).toEqual({ ...before, senderEmail: null });
  expect(readSection('general', { ...before, senderEmail: 'a@example.com' }).senderEmail).toBe(
    'a@example.com',
  );
});

it('the outcome of a check stored before there was a default sender address can be read', () => {
  const before = {
    sending: { state: 'active' },
    responses: { state: 'active' },
    provider: null,
    checkedAt: '2026-11-24T09:41:00.000Z',
    outgoing: null,
    endpoint: null,
  };
  expect(connectionEvidence.parse(before)).toEqual(before);
});
