type Props = { label: string; done: number; total: number }

/** How far something is. Drawn by hand: beside a dark accent color, browsers draw an empty bar so dark that it looks full. */
export const Progress = ({ label, done, total }: Props) => (
  <progress
    aria-label={label}
    max={Math.max(total, 1)}
    value={done}
    className="h-2 w-full appearance-none overflow-hidden rounded-full bg-sunk [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:bg-accent"
  />
)
