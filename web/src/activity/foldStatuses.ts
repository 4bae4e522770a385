import type { EventItem } from '../../../server/inbox/events.schemas.ts'

export type FoldedEvent = EventItem & {
  /** What became of one message, the first status first; absent for events that are no statuses. */
  statuses?: string[]
}

const wordOf = ({ kind, status }: EventItem): string | null =>
  kind === 'status' ? (status ?? null) : kind === 'delivered' || kind === 'read' ? kind : null

/**
 * The statuses of one message as one row, in place of the newest of them.
 * In: events, newest first. Out: the same order; a status that came twice is named once.
 */
export function foldStatuses(items: EventItem[]): FoldedEvent[] {
  const rows: FoldedEvent[] = []
  const rowOf = new Map<string, FoldedEvent>()
  for (const event of items) {
    const word = wordOf(event)
    if (word === null) {
      rows.push(event)
      continue
    }
    const key = event.externalId === null ? event.id : `${event.accountId}/${event.externalId}`
    const known = rowOf.get(key)
    if (!known) {
      const row = { ...event, statuses: [word] }
      rowOf.set(key, row)
      rows.push(row)
    } else if (!known.statuses!.includes(word)) known.statuses!.unshift(word)
  }
  return rows
}
