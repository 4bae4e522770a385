import type { Settings } from '../world/settings.ts'

/** `changes` carries seconds and field/value, `messaging` milliseconds and the element itself (meta-platform.md 1.4). */
export type Container = 'changes' | 'messaging'

export type Update = { accountId: string; container: Container; field: string; value: unknown; at: number }

/** Under which object and id an account's webhooks come, where not under its own. */
export type Sender = { object: string; entryId: string }

/** A body about WhatsApp business accounts: `changes` alone; entries tell when they were sent, all but those of messages (5.4, 5.6). */
export function businessEnvelope(updates: { sender: Sender; field: string; value: unknown }[], sentAt: number): unknown {
  const entries: { id: string; time?: number; changes: unknown[] }[] = []
  for (const { sender, field, value } of updates) {
    const timed = field !== 'messages'
    let entry = entries.at(-1)
    if (entry?.id !== sender.entryId || (entry.time !== undefined) !== timed) {
      entries.push((entry = { id: sender.entryId, ...(timed && { time: Math.floor(sentAt / 1000) }), changes: [] }))
    }
    entry.changes.push({ value, field })
  }
  return { object: updates[0]!.sender.object, entry: entries }
}

/**
 * Puts updates of one or several accounts into one body. Updates that follow each other on the same account and in the
 * same container share an entry; the order is kept.
 * In: the updates, the shape that checks asked for, and when the notification is sent (ms).
 */
export function envelope(updates: Update[], settings: Pick<Settings, 'shape' | 'standby'>, sentAt: number): unknown {
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
      const name = changes ? 'changes' : settings.standby ? 'standby' : 'messaging'
      entries.push({ id: update.accountId, time, [name]: open.list })
    }
    open.list.push(changes ? { field: update.field, value: update.value } : update.value)
  }
  const body = { object: 'instagram', entry: entries }
  return settings.shape === 'array' ? [body] : body
}
