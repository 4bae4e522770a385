import type { Settings } from '../world/settings.ts'

/**
 * `changes` carries seconds and field/value, `messaging` milliseconds and the element itself (meta-platform.md 1.4); `standby` the same for
 * an app that does not control the thread.
 */
export type Container = 'changes' | 'messaging' | 'standby'

export type Update = { accountId: string; container: Container; field: string; value: unknown; at: number }

/**
 * Puts updates of one or several accounts into one payload. Consecutive updates of the same account and container share an entry; the order
 * is kept.
 * In: the object, the updates, the shape that tests set, and when the notification is sent (ms).
 */
export function envelope(object: string, updates: Update[], settings: Pick<Settings, 'shape' | 'standby'>, sentAt: number): unknown {
  const entries: Record<string, unknown>[] = []
  let open = { key: '', list: [] as unknown[] }
  for (const update of updates) {
    const changes = update.container === 'changes'
    const time = changes ? Math.floor(sentAt / 1000) : sentAt
    if (changes && settings.shape === 'flat') {
      entries.push({ id: update.accountId, time, field: update.field, value: update.value })
      open = { key: '', list: [] }
      continue
    }
    const key = `${update.accountId} ${update.container}`
    if (open.key !== key) {
      open = { key, list: [] }
      const name = changes ? 'changes' : settings.standby ? 'standby' : update.container
      entries.push({ id: update.accountId, time, [name]: open.list })
    }
    open.list.push(changes ? { field: update.field, value: update.value } : update.value)
  }
  const body = { object, entry: entries }
  return settings.shape === 'array' ? [body] : body
}
