/** One limit of a result, in words as the table prints them. */
export type Limit = { what: string; unit: string; atLeast?: number; atMost?: number }

/** The values of one measurement. `reached`: a number for each limit, in order. `floor` and `ratio` are null where there is no baseline. */
export type Measured = {
  value: number | null
  unit: string
  floor: number | null
  ratio: number | null
  reached: number[]
  notes: string[]
}

/** One result as it is printed; `--json` prints these as they are. */
export type Figure = {
  id: string
  what: string
  value: number | null
  unit: string
  floor: number | null
  ratio: number | null
  target: string
  ok: boolean
  notMeasured?: string
  notes: string[]
}

/** True when the number is within the limit. Not a number never is. */
export const holds = (value: number, { atLeast = -Infinity, atMost = Infinity }: Limit): boolean =>
  Number.isFinite(value) && value >= atLeast && value <= atMost

const targetOf = ({ what, unit, atLeast, atMost }: Limit): string =>
  `${what} ${[atLeast === undefined ? '' : `≥ ${shown(atLeast)}`, atMost === undefined ? '' : `≤ ${shown(atMost)}`].filter(Boolean).join(' and ')}${unit && ` ${unit}`}`

const targetsOf = (limits: Limit[]): string => limits.map(targetOf).join('; ')

/**
 * The verdict of one result: it passes when each of its limits does, and there is at least one.
 * In: id, what it measures, its limits, the values. Out: the result; its notes name each limit that is missed.
 */
export function judge(id: string, { what, limits }: { what: string; limits: Limit[] }, measured: Measured): Figure {
  const { reached, value, unit, floor, ratio, notes } = measured
  const missed = limits.flatMap((limit, index) => {
    const number = reached[index] ?? NaN
    return holds(number, limit) ? [] : [`missed: ${limit.what} is ${shown(number)}${limit.unit && ` ${limit.unit}`}`]
  })
  return {
    id,
    what,
    value: rounded(value),
    unit,
    floor: rounded(floor),
    ratio: rounded(ratio),
    target: targetsOf(limits),
    ok: limits.length > 0 && missed.length === 0,
    notes: [...notes, ...missed],
  }
}

/** A result that could not be measured never passes. */
export const notMeasured = (id: string, { what, limits }: { what: string; limits: Limit[] }, why: string): Figure => ({
  id,
  what,
  value: null,
  unit: '',
  floor: null,
  ratio: null,
  target: targetsOf(limits),
  ok: false,
  notMeasured: why,
  notes: [`not measured: ${why}`],
})

/** The middle value; for an even number of values the mean of the two in the middle. NaN for none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** The smallest value that at least `percent` of a hundred values do not exceed (nearest rank). NaN for none. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN
}

/** Formats numbers for people: whole above 100, two significant digits below. */
export function shown(value: number | null): string {
  if (value === null) return '–'
  if (!Number.isFinite(value)) return 'unknown'
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

const rounded = (value: number | null): number | null => (value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4)))

/** The table as Markdown, so that docs/performance.md can contain the command's output. */
export function table(figures: Figure[]): string {
  const cells = figures.map((one) => [
    one.id,
    one.what,
    `${shown(one.value)}${one.value !== null && one.unit ? ` ${one.unit}` : ''}`,
    shown(one.floor),
    shown(one.ratio),
    one.target,
    one.ok ? 'ok' : one.notMeasured ? 'not measured' : 'MISSED',
  ])
  const rows = [['', 'figure', 'value', 'floor', 'ratio', 'target', 'verdict'], ...cells]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const notes = figures.flatMap((one) => one.notes.map((note) => `- ${one.id}: ${note}`))
  return [line(rows[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line), '', ...notes].join('\n')
}
