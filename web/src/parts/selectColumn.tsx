import type { Column } from './Table.tsx'
import type { Selection } from './useSelection.ts'

/** The column of checkboxes: of each row, and in its head of all loaded ones. */
export const selectColumn = <T extends { id: string }>(selection: Selection, all: string, labelOf: (item: T) => string): Column<T> => ({
  id: 'select',
  title: all,
  className: 'w-11 pr-0 text-clip',
  head: (
    <Checkbox label={all} checked={selection.isWhole} some={selection.ids.length > 0 && !selection.isWhole} onFlip={selection.flipLoaded} />
  ),
  cell: (item) => <Checkbox label={labelOf(item)} checked={selection.has(item.id)} onFlip={() => selection.flip(item.id)} />,
})

type CheckboxProps = { label: string; checked: boolean; some?: boolean; onFlip: () => void }

/** The area around the box belongs to it, so that a thumb that misses it does not open the row. */
const Checkbox = ({ label, checked, some = false, onFlip }: CheckboxProps) => (
  <label onClick={(click) => click.stopPropagation()} className="-my-1.5 -ml-4 grid min-h-11 w-11 cursor-pointer place-items-center">
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      ref={(box) => {
        if (box) box.indeterminate = some
      }}
      onChange={onFlip}
      className="size-4 cursor-pointer accent-accent"
    />
  </label>
)
