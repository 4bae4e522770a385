import { Switch } from 'radix-ui'
import { classes } from './classes.ts'

type Props = { label: string; on: boolean; onChange: (on: boolean) => void; disabled?: boolean; className?: string }

/** On or off, at once. */
export function Toggle({ label, on, onChange, disabled, className }: Props) {
  return (
    <Switch.Root
      checked={on}
      onCheckedChange={onChange}
      disabled={disabled ?? false}
      aria-label={label}
      className={classes(
        'relative h-6 w-10 shrink-0 rounded-full border border-edge bg-sunk transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent',
        'disabled:opacity-50',
        className,
      )}
    >
      <Switch.Thumb className="block size-4 translate-x-[3px] rounded-full bg-edge transition-transform data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-on-accent" />
    </Switch.Root>
  )
}
