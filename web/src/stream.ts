import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Topic of /api/stream → first words of the query keys that show it. Live lists listen for themselves (liveList.ts). */
const shows: Record<string, string[]> = {
  events: ['stats', 'events'],
  messages: ['stats', 'events', 'leads', 'automations', 'queue'],
  leads: ['stats', 'leads', 'automations'],
  automations: ['stats', 'automations'],
  accounts: ['accounts', 'stats', 'queue'],
}
const calmMs = 400
const listeners = new Set<(topics: Set<string>) => void>()

/** Calls back whenever something of these topics changed on the server. Out: how to stop. Errors: none. */
export function onChange(topics: string[], tell: () => void) {
  const listener = (changed: Set<string>) => topics.some((topic) => changed.has(topic)) && tell()
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Keeps what is shown fresh: hears which topics changed and asks for what shows them again, at most every 400 ms.
 * The browser reconnects by itself; after a gap everything is asked again, because changes may have been missed.
 */
export function useStream() {
  const client = useQueryClient()
  useEffect(() => {
    const source = new EventSource('/api/stream')
    const pending = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let wasLost = false

    const refresh = () => {
      timer = undefined
      const changed = new Set(pending)
      pending.clear()
      const keys = new Set([...changed].flatMap((topic) => shows[topic] ?? []))
      for (const key of keys) void client.invalidateQueries({ queryKey: [key], predicate: (query) => query.meta?.['live'] !== true })
      for (const listener of listeners) listener(changed)
    }
    const note = (topics: string[]) => {
      for (const topic of topics) pending.add(topic)
      timer ??= setTimeout(refresh, calmMs)
    }
    source.addEventListener('change', (message) => {
      const data = JSON.parse((message as MessageEvent<string>).data) as { topics?: string[] }
      note(data.topics ?? [])
    })
    source.addEventListener('error', () => (wasLost = true))
    source.addEventListener('open', () => {
      if (wasLost) note(Object.keys(shows))
      wasLost = false
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [client])
}
