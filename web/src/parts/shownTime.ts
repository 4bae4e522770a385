let zone: string | undefined

/** Chooses the time zone in which times are shown. In: null: that of the browser. */
export function showTimesIn(chosen: string | null): void {
  zone = chosen ?? undefined
}

/** A time as text, in the zone that its reader chose. In: which parts are shown; without any, date and time. Errors: none. */
export const timeText = (at: Date | string | number, language: string, options: Intl.DateTimeFormatOptions = {}): string =>
  new Date(at).toLocaleString(language, { ...options, timeZone: zone })

/** A day of the calendar as text, such as a birthday: the same everywhere. In: the day in UTC; which parts are shown. Errors: none. */
export const calendarDayText = (day: Date, language: string, options: Intl.DateTimeFormatOptions): string =>
  day.toLocaleDateString(language, { ...options, timeZone: 'UTC' })

/** The day of a time in that zone, to tell whether two are of the same. */
export const dayOf = (at: Date): string => timeText(at, 'en', { dateStyle: 'short' })

/** By how much the clocks of that zone are ahead of UTC at a time. */
const aheadMs = (at: number): number => Date.parse(`${timeText(at, 'sv-SE', { dateStyle: 'short', timeStyle: 'medium' })}Z`) - at

/** A time as a field for date and time has it, to the minute, in the zone that its reader chose. */
export const fieldTime = (at: Date): string =>
  new Date(at.getTime() + aheadMs(Math.floor(at.getTime() / 1_000) * 1_000)).toISOString().slice(0, 16)

/** The time that such a field means. In: its text, `2026-07-01T23:30`. Out: an invalid date if it is none. */
export function timeOfField(text: string): Date {
  const asUtc = Date.parse(`${text}Z`)
  if (Number.isNaN(asUtc)) return new Date(Number.NaN)
  // The hour at which clocks are changed may lie between the two.
  const near = asUtc - aheadMs(asUtc)
  return new Date(asUtc - aheadMs(near))
}
