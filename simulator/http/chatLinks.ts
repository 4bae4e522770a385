import { listAccounts } from '../world/accounts.ts'
import type { World } from '../world/world.ts'

/**
 * Where a link to an account's chat leads (meta-platform.md 2.5, 5.13): `/ig.me/m/<username>?ref=` to the phone, with that conversation
 * open and the ref at hand.
 * Out: the address on this server, or what a browser is told; null for another address, and for a name that no account has.
 */
export function followChatLink(
  world: World,
  { first, parts, query }: { first: string; parts: string[]; query: URLSearchParams },
): { to: string } | { text: string } | null {
  if (first === 'ig.me' && parts[0] === 'm') {
    const account = listAccounts(world).find(({ channel, username }) => channel === 'instagram' && username === parts[1])
    const ref = query.get('ref')
    return account ? { to: `/?${new URLSearchParams({ account: account.id, view: 'chat', ...(ref ? { ref } : {}) })}` } : null
  }
  if (first === 'wa.me')
    return {
      text:
        'The simulated phone shows Instagram alone. Write as a person with POST /simulator/messages ' +
        `{accountId, personId, text: ${JSON.stringify(query.get('text') ?? '')}}.`,
    }
  return null
}
