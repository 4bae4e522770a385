import { useTranslation } from 'react-i18next'
import type { ShownDelivery } from '../../../server/endpoints/endpoints.schemas.ts'
import { timeText } from '../parts/shownTime.ts'

/** `error`: why it failed; null: it succeeded. */
type Attempt = ShownDelivery['attempts'][number]

/** Each attempt of a delivery: when, what the endpoint answered, how long it took, and why it failed. */
export function Attempts({ attempts }: { attempts: Attempt[] }) {
  const { t, i18n } = useTranslation()
  return (
    <ol aria-label={t('endpoints.attempts', { count: attempts.length })} className="grid gap-2">
      {attempts.map((attempt, index) => (
        <li key={index} className="min-w-0 rounded-lg border border-line bg-sunk/40 p-3 text-sm">
          <p className="flex flex-wrap gap-x-3 gap-y-1">
            <span className="font-semibold">{t('endpoints.attempt', { number: index + 1 })}</span>
            <span className={attempt.error === null ? 'text-good' : 'text-bad'}>
              {attempt.httpStatus === null ? t('endpoints.noResponse') : t('trace.http', { status: attempt.httpStatus })}
            </span>
            {attempt.durationMs !== null && <span className="text-soft">{t('trace.ms', { count: attempt.durationMs })}</span>}
            <time dateTime={attempt.at} className="text-soft">
              {timeText(attempt.at, i18n.language)}
            </time>
          </p>
          {attempt.error && <p className="mt-1 break-words">{attempt.error}</p>}
          {attempt.responseBody && (
            <pre
              tabIndex={0}
              aria-label={t('endpoints.body')}
              className="mt-2 max-h-48 overflow-auto rounded-md bg-card p-2 text-xs break-all whitespace-pre-wrap"
            >
              {attempt.responseBody}
            </pre>
          )}
        </li>
      ))}
    </ol>
  )
}
