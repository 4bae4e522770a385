import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { Connection } from '../../../server/accounts/logins.schemas.ts'

const dayMs = 86_400_000
/** From here on an end is urgent: the first mail about it is sent then. */
const soonDays = 14

/** What is told of a token or a login: the key of the text, and until when. */
export type Told = { key: TokenKey; days: number; at: string | null; soon: boolean }
type TokenKey = 'renews' | 'renewsLater' | 'page' | 'system' | 'unknown' | 'ends' | 'over' | 'data' | 'dataOver' | 'loginEnds' | 'loginOver'

/**
 * What people have to know of an account's token, the most important first: how it stays valid or when it ends, when the platform stops
 * sharing data, and whether the login it came from ends.
 * In:     the account, its login if there is one, and the server's time. Pure.
 */
export function tokenWords(account: Account, login: Connection | null, now: Date): [Told, ...Told[]] {
  const told = (key: TokenKey, at: string | null = null, soon = false): Told => ({
    key,
    at,
    days: at ? Math.ceil((Date.parse(at) - now.getTime()) / dayMs) : 0,
    soon,
  })
  const ends = (at: string | null, key: TokenKey, over: TokenKey): Told[] => {
    if (!at) return []
    const { days } = told(key, at)
    return [told(days > 0 ? key : over, at, days <= soonDays)]
  }
  const token = ((): Told => {
    const { tokenKind, tokenRenews, tokenExpiresAt } = account
    if (tokenRenews) return tokenExpiresAt ? told('renews', tokenExpiresAt) : told('renewsLater')
    const [ending] = ends(tokenExpiresAt, 'ends', 'over')
    if (ending) return ending
    return told(tokenKind === 'page' ? 'page' : tokenKind === 'system_user' ? 'system' : 'unknown')
  })()
  const data = ends(login?.dataAccessExpiresAt ?? account.dataAccessExpiresAt, 'data', 'dataOver').filter(({ soon }) => soon)
  const ofLogin =
    login?.status === 'reconnect_needed' ? [told('loginOver', null, true)] : ends(login?.tokenExpiresAt ?? null, 'loginEnds', 'loginOver')
  // The token of Instagram Login is the login.
  return [token, ...data, ...(account.tokenKind === 'instagram_user' ? [] : ofLogin)]
}
