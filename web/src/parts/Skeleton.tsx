import { useDelayed } from './useDelayed.ts'

/** Grey rows in place of a list that loads; nothing for the first 200 ms. */
export function Skeleton({ rows = 4, label }: { rows?: number; label: string }) {
  const shown = useDelayed(true)
  return (
    <div role="status" aria-label={label} className="grid gap-3 p-4">
      {shown && Array.from({ length: rows }, (_, row) => <div key={row} className="h-12 animate-breathe rounded-lg bg-sunk" />)}
    </div>
  )
}
