import type { Right } from '@mail-settings/core';

/** Who may be signed in to the portal. A real host takes this from its session. */
const users: Readonly<Record<string, { name: string; may: Right[] }>> = {
  administrator: { name: 'Alex Administrator', may: ['view', 'send', 'manage', 'monitoring'] },
  viewer: { name: 'Vera Viewer', may: ['view'] },
  support: { name: 'Sam Support', may: ['view', 'monitoring'] },
};

/** The name in the portal's cookie; a browser that comes for the first time is the administrator. */
export const userOf = (cookies: Record<string, string>): string => cookies['portal-user'] ?? 'administrator';

/** Null where nobody is signed in. */
export async function authorize(request: Request) {
  const id = userOf(cookiesOf(request));
  const user = Object.hasOwn(users, id) ? users[id] : undefined;
  return user ? { tenant: 'default', actor: { id, name: user.name }, may: user.may } : null;
}

export function cookiesOf(request: Request): Record<string, string> {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])),
  );
}
