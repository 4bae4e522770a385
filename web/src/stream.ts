import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queries } from './queries.ts'
import { restWhenHidden } from './restWhenHidden.ts'
import { useSessionEnded } from './session.ts'

/** Topic of /api/stream → first words of the query keys that show it. Live lists subscribe on their own (liveList.ts). */
const shows: Record<string, string[]> = {
  events: ['stats', 'events', 'conversations'],
  conversations: ['conversations', 'viewers'],
  messages: ['stats', 'events', 'leads', 'automations', 'queue', 'deadLetters', 'conversations'],
  leads: ['stats', 'leads', 'automations'],
  jobs: ['jobs'],
  contacts: ['contacts'],
  automations: ['stats', 'automations'],
  accounts: ['accounts', 'stats', 'queue'],
}
const calmMs = 400
/** The server sends `here` every 20 s: a connection without events for longer than this is dead, whatever the browser reports. */
const silenceMs = 45_000
/** Shorter breaks, such as a restart of the server, are not shown. */
const unnoticedMs = 1_500
const slowestRetryMs = 10_000
const listeners = new Set<(topics: Set<string>) => void>()

/** Calls back on each change of these topics on the server. Out: unsubscribe. Errors: none. */
export function onChange(topics: string[], notify: () => void) {
  const listener = (changed: Set<string>) => topics.some((topic) => changed.has(topic)) && notify()
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Keeps the pages fresh: receives changed topics and reloads the queries that show them, at most every 400 ms.
 * Out: whether the connection is lost, and how to retry now; it is retried with backoff, at least every 10 s. After a gap everything
 * is reloaded, because changes may have been missed. Without a session there are no retries, and a hidden tab holds no connection.
 */
export function useStream(): { lost: boolean; tryNow: () => void } {
  const client = useQueryClient()
  const ended = useSessionEnded()
  const [lost, setLost] = useState(false)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    if (ended) return setLost(false)
    const pending = new Set<string>()
    let source: EventSource | null = null
    let gathering: ReturnType<typeof setTimeout> | undefined
    let next: ReturnType<typeof setTimeout> | undefined
    let silence: ReturnType<typeof setTimeout> | undefined
    let notice: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    let hasRested = false

    const refresh = () => {
      gathering = undefined
      const changed = new Set(pending)
      pending.clear()
      const keys = new Set([...changed].flatMap((topic) => shows[topic] ?? []))
      for (const key of keys) void client.invalidateQueries({ queryKey: [key], predicate: (query) => query.meta?.['live'] !== true })
      for (const listener of listeners) listener(changed)
    }
    const note = (topics: string[]) => {
      for (const topic of topics) pending.add(topic)
      gathering ??= setTimeout(refresh, calmMs)
    }
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(fail, silenceMs)
    }
    const connect = () => {
      source = new EventSource('/api/stream')
      source.addEventListener('change', (message) => {
        heard()
        const data = JSON.parse((message as MessageEvent<string>).data) as { topics?: string[] }
        note(data.topics ?? [])
      })
      source.addEventListener('here', heard)
      source.addEventListener('error', fail)
      source.addEventListener('open', () => {
        heard()
        if (failures > 0 || attempt > 0 || hasRested) note(Object.keys(shows))
        failures = 0
        hasRested = false
        clearTimeout(notice)
        notice = undefined
        setLost(false)
      })
    }
    const fail = () => {
      source?.close()
      clearTimeout(silence)
      clearTimeout(next)
      failures++
      notice ??= setTimeout(() => setLost(true), unnoticedMs)
      next = setTimeout(connect, Math.min(500 * 2 ** failures, slowestRetryMs) * (0.75 + Math.random() / 2))
      // The stream does not say why it ended. This request finds out whether the session has ended (queries.ts).
      void client.fetchQuery({ ...queries.me, staleTime: 0, retry: false }).catch(() => undefined)
    }
    const disconnect = () => {
      for (const timer of [next, silence, notice]) clearTimeout(timer)
      notice = undefined
      source?.close()
      source = null
    }
    /** Without a connection, on purpose or not yet, there is nothing to lose. */
    const wentOffline = () => source && fail()
    connect()
    window.addEventListener('offline', wentOffline)
    const stopWatching = restWhenHidden(document, {
      rest() {
        hasRested = true
        disconnect()
      },
      wake: connect,
    })
    return () => {
      window.removeEventListener('offline', wentOffline)
      stopWatching()
      clearTimeout(gathering)
      disconnect()
    }
  }, [client, ended, attempt])

  useEffect(() => {
    const tryNow = () => setAttempt((count) => count + 1)
    window.addEventListener('online', tryNow)
    return () => window.removeEventListener('online', tryNow)
  }, [])
  return { lost, tryNow: () => setAttempt((count) => count + 1) }
}
