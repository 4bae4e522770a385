import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { api } from '../api.ts'
import { showProblem } from '../problem.ts'
import { showNote } from '../parts/notes.tsx'

const undoMs = 6000
const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; go: () => void }>()

/** Leaving the page counts as not pressing Undo. */
window.addEventListener('pagehide', () => {
  for (const { timer, go } of waiting.values()) {
    clearTimeout(timer)
    go()
  }
  waiting.clear()
})

/**
 * Deletes automations with an undo: they leave the list at once and are deleted on the server after six seconds.
 * Out: the ids that are being deleted, and how to delete one. Errors: shown; the automation is then listed again.
 */
export function useDelayedDelete() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [ids, setIds] = useState(() => new Set(waiting.keys()))
  const show = () => setIds(new Set(waiting.keys()))
  useEffect(show, [])

  const remove = (item: AutomationAnswer) => {
    const go = async () => {
      try {
        await api.removeAutomation(item.id, true)
      } catch (trouble) {
        showProblem(t, trouble, () => void go())
      }
      await client.invalidateQueries({ queryKey: ['automations'] })
      waiting.delete(item.id)
      show()
    }
    waiting.set(item.id, { timer: setTimeout(() => void go(), undoMs), go: () => void api.removeAutomation(item.id, true) })
    show()
    showNote(t('automations.removed', { name: item.name }), {
      duration: undoMs,
      action: {
        label: t('undo'),
        onClick: () => {
          clearTimeout(waiting.get(item.id)?.timer)
          waiting.delete(item.id)
          show()
        },
      },
    })
  }
  return { ids, remove }
}
