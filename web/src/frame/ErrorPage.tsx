import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { CircleAlert, Map } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { problemText } from '../problem.ts'

/** What stands where a page could not be shown: why, and a way to try again. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const boundary = useQueryErrorResetBoundary()
  useEffect(() => boundary.reset(), [boundary])
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <main role="alert" className="grid min-h-full place-items-center">
      <Empty
        icon={CircleAlert}
        title={t('problem.title')}
        text={problemText(t, error)}
        action={
          <Button look="primary" onClick={again}>
            {t('problem.again')}
          </Button>
        }
      />
    </main>
  )
}

export function MissingPage() {
  const { t } = useTranslation()
  return (
    <main className="grid min-h-full place-items-center">
      <Empty
        icon={Map}
        title={t('problem.missingTitle')}
        text={t('problem.missingText')}
        action={
          <Button asChild look="primary">
            <Link to="/">{t('problem.home')}</Link>
          </Button>
        }
      />
    </main>
  )
}
