import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from './serverClock.ts'
import { timeText } from './shownTime.ts'

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, in the reader's language; after a week the date. In: the time, now in ms. Out: text. Errors: none. */
export function agoText(at: Date, nowMs: number, language: string, justNow: string) {
  const age = nowMs - at.getTime()
  if (Math.abs(age) >= 7 * 86_400_000) return timeText(at, language, { day: 'numeric', month: 'short', year: 'numeric' })
  for (const [unit, ms] of steps) {
    if (Math.abs(age) >= ms) return new Intl.RelativeTimeFormat(language, { style: 'narrow' }).format(-Math.round(age / ms), unit)
  }
  return justNow
}

/** A relative time, updated while it is shown; a tooltip has the exact one. */
export function Ago({ at, justNow, className }: { at: string; justNow: string; className?: string }) {
  const { i18n } = useTranslation()
  const [nowMs, setNowMs] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNow()), 20_000)
    return () => clearInterval(timer)
  }, [])
  const date = new Date(at)
  return (
    <time dateTime={at} title={timeText(date, i18n.language)} className={className}>
      {agoText(date, Math.max(nowMs, date.getTime()), i18n.language, justNow)}
    </time>
  )
}
