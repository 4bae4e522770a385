import { classes } from './classes.ts'

/** A few days as a line. The figure beside it shows the same in digits, so it is not read out. */
export function Sparkline({ values, className }: { values: number[]; className?: string }) {
  if (values.length < 2) return null
  const top = Math.max(...values, 1)
  const points = values.map((value, index) => [(index / (values.length - 1)) * 100, 36 - (value / top) * 30] as const)
  const line = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('')
  return (
    <svg viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden className={classes('w-full', className)}>
      <path d={`${line}L100 40L0 40Z`} className="fill-accent/10" />
      <path d={line} fill="none" className="stroke-accent" strokeWidth="2" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  )
}
