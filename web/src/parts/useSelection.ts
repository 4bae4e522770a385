import { useState } from 'react'

/**
 * Which rows of a list are selected: some, or all that the filter has, also those that are not loaded yet. Another filter (`key`) selects
 * none; rows that left the list are not selected any more.
 */
export function useSelection(items: { id: string }[], key: string) {
  const none = { key, ids: new Set<string>(), all: false }
  const [stored, setStored] = useState(none)
  const { ids: chosen, all } = stored.key === key ? stored : none
  const set = (ids: Set<string>, isAll = false) => setStored({ key, ids, all: isAll })
  const ids = items.filter(({ id }) => all || chosen.has(id)).map(({ id }) => id)
  const selected = new Set(ids)
  return {
    ids,
    all,
    has: (id: string) => selected.has(id),
    /** Whether each loaded row is selected. */
    isWhole: items.length > 0 && ids.length === items.length,
    /** Of one row. While all are selected, the others stay so, as far as they are loaded. */
    flip(id: string) {
      const next = new Set(selected)
      if (!next.delete(id)) next.add(id)
      set(next)
    },
    flipLoaded: () => set(ids.length === items.length ? new Set() : new Set(items.map((item) => item.id))),
    selectAll: () => set(new Set(), true),
    clear: () => set(new Set()),
  }
}
export type Selection = ReturnType<typeof useSelection>
