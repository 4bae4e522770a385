import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { ApiError } from '../callApi.ts'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'

type Props = {
  /** The thrown error; null: nothing is shown. */
  problem: unknown
  title?: string
  /** Adds a button that retries. */
  onAgain?: (() => void) | undefined
  busy?: boolean
  className?: string
  /** Replaces the error's own text. */
  children?: ReactNode
}

/** The notice of an error where it happened: what went wrong and what to do. `showProblem` shows the same as a passing note. */
export function ProblemNotice({ problem, title, onAgain, busy, className, children }: Props) {
  const { t } = useTranslation()
  if (problem === null || problem === undefined) return null
  // Without the permission, a second attempt has the same answer.
  const isForbidden = problem instanceof ApiError && problem.status === 403
  const heading = title ?? (onAgain && !isForbidden ? t('problem.title') : undefined)
  return (
    <Notice
      tone="bad"
      {...(heading ? { title: heading } : {})}
      {...(className ? { className } : {})}
      action={
        onAgain &&
        !isForbidden && (
          <Button size="sm" disabled={busy} onClick={onAgain}>
            {t('problem.again')}
          </Button>
        )
      }
    >
      {children || problemText(t, problem)}
    </Notice>
  )
}
