import type { TFunction } from 'i18next'
import { ApiError } from './callApi.ts'
import { asSentence } from './asSentence.ts'
import { showError } from './parts/notes.tsx'

/** What went wrong and what to do, in one or two sentences. In: the thrown error. Out: a text. Errors: none. */
export function problemText(t: TFunction, trouble: unknown): string {
  if (!(trouble instanceof ApiError)) return t('problem.unknown')
  if (trouble.code === 'unreachable') return t('problem.unreachable')
  if (trouble.code === 'piece_missing') return t('problem.pieceMissing')
  if (trouble.status === 401) return t('problem.signedOut')
  // The name of a permission is for programs.
  if (trouble.status === 403)
    return /\bpermission [a-z]+\.[a-z]+\b/.test(trouble.message) ? t('problem.forbidden') : trouble.message || t('problem.forbidden')
  if (trouble.status === 429) return trouble.message || t('problem.tooMany')
  // The platform, not this server: the message says what to do.
  if (trouble.status === 502) return trouble.message
  if (trouble.status >= 500) return t('problem.server', { message: trouble.message })
  const details = new Set(trouble.details.map(detailText))
  return details.size ? [...details].join(' ') : trouble.message || t('problem.unknown')
}

/** What is wrong with a part of the request that is no field of the page, with the part's own name instead of its whole path. */
function detailText({ path, message }: { path: string; message: string }): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part))
  const isWhole = message.charAt(0) !== message.charAt(0).toLowerCase()
  return isWhole || !name || name === 'body' ? asSentence(message) : asSentence(`${name} ${message}`)
}

/** Shows a failed action at the foot of the page. `again` retries it; offered when the server did not respond or had a problem. */
export const showProblem = (t: TFunction, trouble: unknown, again?: () => void) => {
  const passing = trouble instanceof ApiError && (trouble.status === 0 || trouble.status >= 500)
  showError(problemText(t, trouble), {
    duration: passing && again ? 30_000 : 8_000,
    ...(passing && again ? { action: { label: t('problem.again'), onClick: again } } : {}),
  })
}
