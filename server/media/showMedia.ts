import type { MediaRow } from './media.queries.ts'
import type { ShownMedia } from './media.schemas.ts'

export const showMedia = (row: MediaRow): ShownMedia => ({
  id: row.id,
  accountId: row.accountId,
  contactId: row.contactId,
  source: row.source,
  state: row.state,
  code: row.code,
  kind: row.kind,
  type: row.type,
  size: row.size,
  name: row.name,
  url: row.state === 'stored' ? `/api/media/${row.id}/content` : null,
  createdAt: row.createdAt.toISOString(),
})
