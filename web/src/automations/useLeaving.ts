import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { api } from '../api.ts'
import { tellProblem } from '../problem.ts'
import { tell } from '../parts/tell.tsx'

const undoMs = 6000
const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; go: () => void }>()

/** Whoever leaves the pages has not pressed Undo. */
window.addEventListener('pagehide', () => {
  for (const { timer, go } of waiting.values()) {
    clearTimeout(timer)
    go()
  }
  waiting.clear()
})

/**
 * Deletes automations with a way back: they are gone from the list at once and from the server after six seconds.
 * Out: which ids are on their way out, and how to send one. Errors: shown; the automation then stands in the list again.
 */
export function useLeaving() {
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
        tellProblem(t, trouble, () => void go())
      }
      await client.invalidateQueries({ queryKey: ['automations'] })
      waiting.delete(item.id)
      show()
    }
    waiting.set(item.id, { timer: setTimeout(() => void go(), undoMs), go: () => void api.removeAutomation(item.id, true) })
    show()
    tell(t('automations.removed', { name: item.name }), {
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
