import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkInput, LeadQuery } from '../../../server/leads/leads.schemas.ts'
import type { LeadAction } from '../../../server/model/lead.ts'
import { api } from '../api.ts'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import type { SendTo } from './SendToEndpoint.tsx'

export type Which = { ids: string[] } | { filter: LeadQuery }
const idsPerCall = 1_000
const opposite = { archive: 'unarchive', unarchive: 'archive' } as const

/** Does the same to many leads, call by call, as the API takes them. Out: how many changed; `onDone` is told after each call. */
async function changeAll(action: LeadAction, which: Which, to: SendTo | null, onDone: (changed: number) => void): Promise<number> {
  let changed = 0
  const send = async (what: BulkInput) => {
    const done = await api.changeLeads(what)
    changed += done.changed
    onDone(changed)
    return done.nextCursor
  }
  if ('ids' in which)
    for (let at = 0; at < which.ids.length; at += idsPerCall) await send({ action, ids: which.ids.slice(at, at + idsPerCall), ...to })
  else for (let cursor = await send({ action, ...which, ...to }); cursor;) cursor = await send({ action, ...which, ...to, cursor })
  return changed
}

/**
 * Archives, restores, deletes, sends or sends again leads, shows how many, and reloads what shows them. What was archived or restored by
 * its ids can be undone.
 * Out: the action, and while one is running how many it has changed so far.
 */
export function useBulk(): {
  act: (action: LeadAction, which: Which, how?: { to?: SendTo; undone?: boolean }) => Promise<void>
  done: number | null
} {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [done, setDone] = useState<number | null>(null)
  const act = async (action: LeadAction, which: Which, how: { to?: SendTo; undone?: boolean } = {}) => {
    setDone(0)
    try {
      const count = await changeAll(action, which, how.to ?? null, setDone)
      const undo =
        (action === 'archive' || action === 'unarchive') && 'ids' in which && !how.undone && count > 0
          ? { action: { label: t('undo'), onClick: () => void act(opposite[action], which, { undone: true }) } }
          : {}
      const nothing = t(action === 'send' ? 'leads.sentNothing' : 'leads.didNothing')
      showNote(count === 0 ? nothing : t(`leads.did.${action}`, { count }), undo)
    } catch (trouble) {
      showProblem(t, trouble, () => void act(action, which, how))
    } finally {
      setDone(null)
      await Promise.all(['leads', 'leadTotal'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    }
  }
  return { act, done }
}
