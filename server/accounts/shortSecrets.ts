import type { Deps } from '../deps.ts'
import { addedBytes } from '../platform/secretBox.ts'
import { findShortSecrets, type AccountRow } from './accounts.queries.ts'
import { minSecretChars, type Account } from './accounts.schemas.ts'

// Shorter secrets were accepted by early versions. Their length shows in their encrypted form, so nothing has to be decrypted.
const isShort = (sealed: Buffer | null): boolean => sealed !== null && sealed.length - addedBytes(sealed) < minSecretChars

/** What the owner should change about a working account. */
export function noticesOf(row: Pick<AccountRow, 'app_secret' | 'verify_token'>): Account['notices'] {
  return [
    ...(isShort(row.app_secret)
      ? [
          {
            code: 'short_app_secret' as const,
            text: `The app secret has fewer than ${minSecretChars} characters, so webhooks could be forged. Enter the app’s real secret.`,
          },
        ]
      : []),
    ...(isShort(row.verify_token)
      ? [
          {
            code: 'short_verify_token' as const,
            text: `The verify token has fewer than ${minSecretChars} characters, so it could be guessed. Choose a longer one.`,
          },
        ]
      : []),
  ]
}

/** Logs one line at the start, for the operator of the instance. */
export async function warnOfShortSecrets({ databases, log }: Pick<Deps, 'databases' | 'log'>): Promise<void> {
  const ids = await findShortSecrets(databases.system, minSecretChars)
  if (!ids.length) return
  log.warn(
    { count: ids.length, account: ids.slice(0, 20).join(', ') },
    `accounts have an app secret or verify token with fewer than ${minSecretChars} characters; choose longer ones`,
  )
}
