import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { CircleAlert, CloudOff, Map } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../callApi.ts'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { problemText } from '../problem.ts'

const knockMs = 3_000

/**
 * Shown in place of a page that failed: why, and a way to retry. While the server is unavailable it is polled every three seconds, and the
 * page then opens automatically. Part of the first script, so that showing it needs no request.
 */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const boundary = useQueryErrorResetBoundary()
  const code = error instanceof ApiError ? error.code : null
  const away = code === 'unreachable'
  const isForbidden = error instanceof ApiError && error.status === 403
  useEffect(() => boundary.reset(), [boundary])
  const again = () => {
    if (code === 'piece_missing') return window.location.reload()
    reset()
    void router.invalidate()
  }
  useEffect(() => {
    if (!away) return
    const knock = setInterval(() => {
      fetch('/health/live', { signal: AbortSignal.timeout(knockMs) }).then(
        (answer) => answer.ok && again(),
        () => undefined,
      )
    }, knockMs)
    return () => clearInterval(knock)
    // Retrying is the same whichever function does it
  }, [away])
  return (
    <section role="alert" className="grid min-h-full place-items-center">
      <Empty
        icon={away ? CloudOff : CircleAlert}
        title={t(away ? 'problem.unreachableTitle' : isForbidden ? 'problem.forbiddenTitle' : 'problem.title')}
        text={away ? t('problem.unreachableText') : problemText(t, error)}
        action={
          isForbidden ? (
            <Button asChild look="primary">
              <Link to="/">{t('problem.home')}</Link>
            </Button>
          ) : (
            <Button look="primary" onClick={again}>
              {t(code === 'piece_missing' ? 'problem.reload' : 'problem.again')}
            </Button>
          )
        }
      />
    </section>
  )
}

/** The same without the frame around it. */
export function WholeErrorPage(props: ErrorComponentProps) {
  return (
    <main className="h-full">
      <ErrorPage {...props} />
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
