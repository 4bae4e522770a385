import { placeholdersIn } from '../model/template.ts'
import type { TemplateRow } from './templates.queries.ts'
import type { ShownTemplate } from './templates.schemas.ts'

/** A template as the API shows it. */
export const showTemplate = (row: TemplateRow): ShownTemplate => ({
  id: row.id,
  platformId: row.template_id,
  name: row.name,
  language: row.language,
  category: row.category,
  status: row.status,
  quality: row.quality,
  rejectedReason: row.rejected_reason,
  header: row.parts.header,
  body: row.parts.body,
  footer: row.parts.footer,
  buttons: row.parts.buttons,
  placeholders: {
    header: row.parts.header?.type === 'text' ? placeholdersIn(row.parts.header.text) : [],
    body: placeholdersIn(row.parts.body),
  },
  syncedAt: row.synced_at.toISOString(),
})
