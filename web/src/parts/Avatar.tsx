import { classes } from './classes.ts'

/** A picture, or the first letter of a name in a bubble. Not read out: the name is beside it. */
export function Avatar({ name, src, className }: { name: string; src?: string | null; className?: string }) {
  const box = classes(
    'grid size-8 shrink-0 place-items-center overflow-hidden rounded-full bg-tint text-sm font-bold text-accent-deep uppercase',
    className,
  )
  if (src) return <img src={src} alt="" className={classes(box, 'object-cover')} />
  return (
    <span aria-hidden className={box}>
      {name.replace(/^@/, '').slice(0, 1) || '·'}
    </span>
  )
}
