import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { useDelayed } from './useDelayed.ts'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-deep shadow-card',
  plain: 'border border-line bg-card text-ink hover:border-edge/60 hover:bg-sunk/60',
  quiet: 'text-soft hover:bg-sunk hover:text-ink',
  danger: 'bg-bad text-page hover:opacity-90',
}
const sizes = { md: 'min-h-10 px-4 text-base', sm: 'min-h-8 px-3 text-sm', icon: 'size-9 justify-center p-0' }

type Props = ComponentProps<'button'> & {
  look?: keyof typeof looks
  size?: keyof typeof sizes
  /** While true the button cannot be pressed again; a spinner appears only after a while. */
  busy?: boolean
  asChild?: boolean
}

/** The one button. With `asChild` the single child (a link) gets its look. */
export function Button({ look = 'plain', size = 'md', busy = false, asChild, className, disabled, ...rest }: Props) {
  const slow = useDelayed(busy)
  const Tag = asChild ? Slot.Root : 'button'
  return (
    <Tag
      {...(asChild ? {} : { type: rest.type ?? 'button', disabled: disabled || busy, 'aria-busy': busy || undefined })}
      {...rest}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-semibold whitespace-nowrap transition-colors select-none',
        'disabled:opacity-55 [&_svg]:size-[1.1em] [&_svg]:shrink-0',
        looks[look],
        sizes[size],
        slow && 'animate-breathe',
        className,
      )}
    />
  )
}
