let zone: string | undefined

/** Chooses the time zone in which times are shown. In: null: that of the browser. */
export function showTimesIn(chosen: string | null): void {
  zone = chosen ?? undefined
}

/** A time as text, in the zone that its reader chose. In: which parts are shown; without any, date and time. Errors: none. */
export const timeText = (at: Date | string | number, language: string, options: Intl.DateTimeFormatOptions = {}): string =>
  new Date(at).toLocaleString(language, { ...options, timeZone: zone })

/** The day of a time in that zone, to tell whether two are of the same. */
export const dayOf = (at: Date): string => timeText(at, 'en', { dateStyle: 'short' })
