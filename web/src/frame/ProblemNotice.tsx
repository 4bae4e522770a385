import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'

type Props = {
  /** Whatever was thrown; null: nothing is shown. */
  problem: unknown
  title?: string
  /** Does it once more: a button. */
  onAgain?: (() => void) | undefined
  busy?: boolean
  className?: string
  /** Other words than the problem's own. */
  children?: ReactNode
}

/** The one notice that something did not work: what went wrong and what to do, where it happened. In passing, `tellProblem` says the same. */
export function ProblemNotice({ problem, title, onAgain, busy, className, children }: Props) {
  const { t } = useTranslation()
  if (problem === null || problem === undefined) return null
  const heading = title ?? (onAgain ? t('problem.title') : undefined)
  return (
    <Notice
      tone="bad"
      {...(heading ? { title: heading } : {})}
      {...(className ? { className } : {})}
      action={
        onAgain && (
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
