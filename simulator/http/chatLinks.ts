import { digitsOf, findNumberByPhone } from '../whatsapp/numbers.ts'
import { listAccounts } from '../world/accounts.ts'
import type { World } from '../world/world.ts'

/**
 * Where a link to an account's chat leads (meta-platform.md 2.5, 5.13): `/ig.me/m/<username>?ref=` to the phone, with that conversation
 * open and the ref at hand, `/m.me/<Page>?ref=` likewise (13.7, row 15), `/wa.me/<number>?text=` with the text filled in.
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
  if (first === 'm.me') {
    const page = listAccounts(world).find(({ channel, id, username }) => channel === 'messenger' && [id, username].includes(parts[0] ?? ''))
    const ref = query.get('ref')
    return page ? { to: `/?${new URLSearchParams({ account: page.id, view: 'chat', ...(ref ? { ref } : {}) })}` } : null
  }
  if (first !== 'wa.me') return null
  const number = findNumberByPhone(world, digitsOf(parts[0] ?? ''))
  const text = query.get('text')
  if (!number) return { text: `No business has the number ${parts[0] ?? ''} here. The link opens a chat with it in WhatsApp.` }
  return { to: `/?${new URLSearchParams({ account: number.accountId, view: 'chat', ...(text ? { text } : {}) })}` }
}
