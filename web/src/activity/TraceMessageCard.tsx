import { useTranslation } from 'react-i18next'
import type { TraceMessage } from '../../../server/inbox/events.schemas.ts'
import { Chip } from '../parts/Chip.tsx'
import { messageOutcome, outcomeLooks } from './outcomes.ts'
import { timeText } from '../parts/shownTime.ts'

/** One message: its text, its state, and every attempt with the platform's response. */
export function TraceMessageCard({ message }: { message: TraceMessage }) {
  const { t, i18n } = useTranslation()
  const outcome = messageOutcome(message.status)
  const time = (at: string) => timeText(at, i18n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const kind = message.kind === 'public_reply' || message.kind === 'private_reply' ? message.kind : 'message'
  return (
    <article className="overflow-hidden rounded-xl border border-line bg-card">
      <div className="flex items-center gap-2 px-3.5 pt-2.5">
        <p className="grow text-xs font-semibold text-soft">{t(`trace.kind.${kind}`)}</p>
        <Chip {...outcomeLooks[outcome]}>{t(`activity.outcome.${outcome}`)}</Chip>
      </div>
      <p className="px-3.5 pt-1 pb-2.5 break-words whitespace-pre-wrap">{message.text}</p>
      {message.buttons && message.buttons.length > 0 && (
        <p className="flex flex-wrap gap-1.5 px-3.5 pb-3">
          {message.buttons.map((button, index) => (
            <span key={index} title={button.url} className="rounded-lg bg-sunk px-2.5 py-1 text-sm font-semibold">
              {button.title}
            </span>
          ))}
        </p>
      )}
      {message.waiting && (
        <p className="border-t border-line bg-warn-tint px-3.5 py-2 text-sm text-warn">
          {message.waiting.text}
          {message.waiting.until && ` ${t('trace.goesOn', { time: time(message.waiting.until) })}`}
        </p>
      )}
      {message.error && !message.waiting && (
        <p className="border-t border-line bg-bad-tint px-3.5 py-2 text-sm text-bad">{message.error.text}</p>
      )}
      {message.attempts.length > 0 && (
        <ol aria-label={t('trace.attempts')} className="divide-y divide-line border-t border-line bg-sunk/40">
          {message.attempts.map((attempt) => (
            <li key={attempt.number} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3.5 py-2 text-xs text-soft">
              <span className="text-ink">{attempt.text ?? attempt.outcome}</span>
              <time dateTime={attempt.at} className="text-right tabular-nums">
                {time(attempt.at)}
              </time>
              <span>
                {t('trace.attempt', { number: attempt.number })}
                {attempt.code && ` · ${attempt.code}`}
              </span>
              <span className="text-right tabular-nums">
                {attempt.httpStatus ? t('trace.http', { status: attempt.httpStatus }) : ''}
                {attempt.durationMs !== null && ` · ${t('trace.ms', { count: attempt.durationMs })}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </article>
  )
}
