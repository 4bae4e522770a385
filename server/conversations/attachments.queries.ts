import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type AttachmentRow = { eventId: string; type: string; url: string | null; storedFileId: string | null; name: string | null }

/** What people attached to what they wrote, in its order. In: the ids of the events. */
export async function findAttachments(trx: Trx, eventIds: string[]): Promise<AttachmentRow[]> {
  if (!eventIds.length) return []
  const { rows } = await sql<AttachmentRow>`
    select e.id as "eventId", a.value ->> 'type' as type, a.value ->> 'url' as url, m.id as "storedFileId", m.name
    from events e
    cross join lateral json_array_elements(e.detail -> 'attachments') with ordinality a (value, place)
    left join media m on m.id = (a.value ->> 'fileId')::uuid and m.state = 'stored'
    where e.id = any(${eventIds}::uuid[])
    order by e.id, a.place`.execute(trx)
  return rows
}
