/**
 * Reads an address as forms of the web do (the `email` input of the HTML standard, which is narrower than RFC 5322):
 * local part and domain, the domain in lower case. Null where it is none.
 */
export function readEmailAddress(text: string): { address: string; domain: string } | null {
  const match = /^([\w.!#$%&'*+/=?^`{|}~-]{1,64})@([^\s@/\\?#:%]{1,253})$/.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) return null;
  let domain: string;
  try {
    domain = new URL(`https://${match[2]}`).hostname;
  } catch {
    return null;
  }
  if (!/^((?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z][a-z0-9-]*$/.test(domain)) return null;
  return { address: `${match[1]}@${domain}`, domain };
}

/** What two spellings of one address have in common: letter case and IDN form do not count. */
export const addressKey = (text: string): string => (readEmailAddress(text)?.address ?? text).toLowerCase();

/** What stands behind the last @ of an address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
