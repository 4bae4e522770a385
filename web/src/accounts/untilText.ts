import { dayOf, timeText } from '../parts/shownTime.ts'

/**
 * The time left and the time itself: `in 6 hr. (18:06)`, with the weekday if it is not today.
 * In:     both on the server's clock, which a simulator may have moved; the language; the text for "in a moment".
 * Out:    text. Errors: none.
 */
export function untilText(at: Date, now: Date, language: string, moment: string): string {
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000)
  if (minutes < 1) return moment
  const [count, unit] =
    minutes < 90
      ? ([minutes, 'minute'] as const)
      : minutes < 36 * 60
        ? ([Math.round(minutes / 60), 'hour'] as const)
        : ([Math.round(minutes / 1_440), 'day'] as const)
  const sameDay = dayOf(at) === dayOf(now)
  const time = timeText(at, language, { hour: '2-digit', minute: '2-digit', ...(sameDay ? {} : { weekday: 'short' }) })
  return `${new Intl.RelativeTimeFormat(language, { style: 'short' }).format(count, unit)} (${time})`
}
