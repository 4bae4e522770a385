import type { TokenKind } from '../model/connection.ts'

const dayMs = 86_400_000
/** The platform renews no token that is younger (meta-platform.md 7.2); an hour more, for clocks that differ. */
const youngMs = 25 * 3_600_000
/** With this much left a token is renewed: half of its life, so that a month of failing attempts loses nothing. */
const renewBeforeMs = 30 * dayMs

export type KnownToken = { kind: TokenKind; issuedAt: Date | null; expiresAt: Date | null }

/**
 * Whether a token is to be renewed now, or only checked. Pure.
 * In:     what is known of it; whether its channel renews this kind; now. A pasted token tells neither its age nor its end, so renewing it
 *         is the way to learn them.
 */
export function whatToAsk({ issuedAt, expiresAt }: KnownToken, isRenewable: boolean, now: Date): 'renew' | 'check' {
  if (!isRenewable) return 'check'
  if (issuedAt && now.getTime() - issuedAt.getTime() < youngMs) return 'check'
  return !expiresAt || expiresAt.getTime() - now.getTime() <= renewBeforeMs ? 'renew' : 'check'
}

/** Warnings are sent when this many days are left. */
export const warnDays = [14, 7, 1] as const

/** The warning that is due for a token or an access that ends then; null: none. Pure. */
export function warningDue(expiresAt: Date, now: Date): number | null {
  const leftMs = expiresAt.getTime() - now.getTime()
  if (leftMs <= 0) return null
  return warnDays.findLast((days) => leftMs <= days * dayMs) ?? null
}
