import type { SealContext, Sealer } from '@mail-settings/core';

/** A key of the host that seals others. `id` is stored beside what it sealed; it is no secret. */
export type MasterKey = {
  /** Letters, digits, `-` and `_`. */
  id: string;
  /** 32 random bytes, kept outside the store. */
  key: Uint8Array;
};

/**
 * Seals keys at rest with AES-256-GCM. The first master key seals, all of them open: to change it, put the new one in
 * front (behind the old one first, until every process that shares the store knows it), save or re-seal every key, then take
 * the old one away. A sealed text opens only for the tenant, field and
 * origin it was sealed for.
 *
 * ```ts
 * const sealer = createSealer({ masterKeys: [{ id: '2026-11', key: crypto.getRandomValues(new Uint8Array(32)) }] });
 * const context = { tenant: 'default', field: 'apiKey', origin: 'https://mail.example.com' };
 * await sealer.open(await sealer.seal('secret', context), context); // { state: 'open', text: 'secret' }
 * ```
 */
export function createSealer({ masterKeys }: { masterKeys: readonly MasterKey[] }): Sealer {
  const [first] = masterKeys;
  if (first === undefined) throw new TypeError('createSealer needs at least one master key.');
  const keys = new Map(masterKeys.map((masterKey) => [checked(masterKey).id, importKey(masterKey)]));
  const sealing = importKey(first);
  if (keys.size !== masterKeys.length) throw new TypeError('Two master keys have the same id.');

  return {
    async seal(text, context) {
      const iv = crypto.getRandomValues(new Uint8Array(ivLength));
      const sealed = await crypto.subtle.encrypt(
        algorithm(iv, context, first.id),
        await sealing,
        new TextEncoder().encode(text),
      );
      return [version, first.id, toBase64(iv), toBase64(new Uint8Array(sealed))].join('.');
    },
    async open(sealed, context) {
      const [mark, id = '', iv = '', body = '', ...rest] = sealed.split('.');
      const key = keys.get(id);
      if (mark !== version || rest.length > 0 || key === undefined) return { state: 'wrong-master-key' };
      try {
        const opened = await crypto.subtle.decrypt(
          algorithm(fromBase64(iv), context, id),
          await key,
          fromBase64(body),
        );
        return { state: 'open', text: new TextDecoder('utf-8', { fatal: true }).decode(opened) };
      } catch {
        return { state: 'wrong-master-key' };
      }
    },
  };
}

/** Changes whenever the form below does. */
const version = 's1';
/** Octets; NIST SP 800-38D §8.2. */
const ivLength = 12;

function checked(masterKey: MasterKey): MasterKey {
  if (!/^[\w-]{1,64}$/.test(masterKey.id))
    throw new TypeError('The id of a master key is letters, digits, - and _.');
  if (masterKey.key.length !== 32) throw new TypeError(`Master key ${masterKey.id} has not 32 bytes.`);
  return masterKey;
}

const importKey = ({ key }: MasterKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt']);

function algorithm(
  iv: Uint8Array<ArrayBuffer>,
  { tenant, field, origin }: SealContext,
  id: string,
): AesGcmParams {
  // As JSON, so that no two contexts have the same bytes.
  const additionalData = new TextEncoder().encode(JSON.stringify([version, id, tenant, field, origin]));
  return { name: 'AES-GCM', iv, additionalData };
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
