import { placeholdersIn } from '../model/template.ts'
import type { TextOf } from '../model/sentence.ts'
import { partsOf } from './changeTemplates.ts'
import type { SyncRow } from './syncs.queries.ts'
import type { ListedTemplate } from './templates.queries.ts'
import type { ShownTemplate, TemplateList } from './templates.schemas.ts'

/** A template as the API shows it. */
export function showTemplate(row: ListedTemplate): ShownTemplate {
  const parts = row.given ? partsOf(row.given) : row.parts
  return {
    id: row.id,
    accountId: row.account_id,
    platformId: row.template_id,
    name: row.name,
    language: row.language,
    category: row.category,
    formerCategory: row.former_category,
    status: row.status,
    quality: row.quality,
    rejectedReason: row.rejected_reason,
    // A draft still has its file.
    header: row.given?.header && 'mediaId' in row.given.header ? row.given.header : parts.header,
    body: parts.body,
    examples: parts.examples ?? {},
    footer: parts.footer,
    buttons: parts.buttons,
    cards: (parts.cards ?? []).map((card, at) => ({
      ...card,
      header: row.given?.cards?.[at]?.header ?? card.header,
      placeholders: placeholdersIn(card.body),
    })),
    placeholders: {
      header: parts.header?.type === 'text' ? placeholdersIn(parts.header.text) : [],
      body: placeholdersIn(parts.body),
    },
    canSend: row.status === 'approved' && !parts.hasMore,
    syncedAt: new Date(row.synced_at).toISOString(),
  }
}

/** How the last reading of an account's templates went. */
export const showSync = (row: SyncRow | undefined, textOf: TextOf): TemplateList['sync'] => ({
  readAt: row?.read_at?.toISOString() ?? null,
  refusedAt: row?.refused_at?.toISOString() ?? null,
  code: row?.code ?? null,
  text: row?.words ? textOf(row.words) : null,
})
