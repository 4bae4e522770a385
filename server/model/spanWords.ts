const minuteMs = 60_000
const units = [
  { name: 'day', ms: 1440 * minuteMs, from: 2 },
  { name: 'hour', ms: 60 * minuteMs, from: 1 },
  { name: 'minute', ms: minuteMs, from: 0 },
]

/** A duration in words: 24 hours, 7 days. In: milliseconds. Uses the largest unit that divides it; one day is given in hours. */
export function spanWords(ms: number, language = 'en'): string {
  const unit = units.find((one) => ms >= one.from * one.ms && ms % one.ms === 0) ?? units[2]!
  return new Intl.NumberFormat(language, { style: 'unit', unit: unit.name, unitDisplay: 'long', useGrouping: false }).format(
    // What took less than a minute did not take none.
    ms > 0 ? Math.max(1, Math.round(ms / unit.ms)) : 0,
  )
}
