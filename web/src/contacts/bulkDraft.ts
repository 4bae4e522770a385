import type { BulkWhat } from '../../../server/bulk/bulk.schemas.ts'

/** What is done to many people, while it is chosen. `days`: how long automations pause; empty: until they are resumed. */
export type BulkDraft = { kind: BulkWhat['kind']; tags: string[]; key: string; value: string; reason: string; days: string }
export const emptyBulk: BulkDraft = { kind: 'add_tags', tags: [], key: '', value: '', reason: '', days: '' }

/** The schema has them too, but would bring its library into the pages. */
export const bulkKinds = ['add_tags', 'remove_tags', 'set_field', 'opt_out', 'pause_bot', 'erase'] as const satisfies BulkWhat['kind'][]

const dayMs = 86_400_000

/** Out: null: something is missing. An empty value of a field removes the field’s value. */
export function readBulk({ kind, tags, key, value, reason, days }: BulkDraft, now: number): BulkWhat | null {
  switch (kind) {
    case 'add_tags':
    case 'remove_tags':
      return tags.length ? { kind, tags } : null
    case 'set_field':
      return key ? { kind, key, value: value.trim() || null } : null
    case 'opt_out':
      return reason.trim() ? { kind, reason: reason.trim() } : null
    case 'pause_bot': {
      if (!days.trim()) return { kind }
      const count = Number(days)
      return Number.isInteger(count) && count >= 1 && count <= 3_650 ? { kind, until: new Date(now + count * dayMs).toISOString() } : null
    }
    case 'erase':
      return { kind }
  }
}
