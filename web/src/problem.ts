import type { TFunction } from 'i18next'
import { ApiError } from './api.ts'
import { tellBad } from './parts/tell.tsx'

/** What went wrong and what to do, in one or two sentences. In: whatever was thrown. Out: words to show. Errors: none. */
export function problemText(t: TFunction, trouble: unknown): string {
  if (!(trouble instanceof ApiError)) return t('problem.unknown')
  if (trouble.code === 'unreachable') return t('problem.unreachable')
  if (trouble.code === 'piece_missing') return t('problem.pieceMissing')
  if (trouble.status === 401) return t('problem.signedOut')
  if (trouble.status === 403) return trouble.message || t('problem.forbidden')
  if (trouble.status === 429) return trouble.message || t('problem.tooMany')
  if (trouble.status >= 500) return t('problem.server', { message: trouble.message })
  const details = trouble.details.map((detail) => detail.message).filter((message) => message !== trouble.message)
  return [trouble.message || t('problem.unknown'), ...details].join(' ')
}

/** Tells about a failed action at the foot of the page. `again`: does it once more; offered where the server did not answer or had a problem. */
export const tellProblem = (t: TFunction, trouble: unknown, again?: () => void) => {
  const passing = trouble instanceof ApiError && (trouble.status === 0 || trouble.status >= 500)
  tellBad(problemText(t, trouble), {
    duration: passing && again ? 30_000 : 8_000,
    ...(passing && again ? { action: { label: t('problem.again'), onClick: again } } : {}),
  })
}
