import type { NewTemplate, TemplateDefinition, TemplateParts, TemplateStatus } from '../../model/template.ts'
import type { Sentence } from '../../model/sentence.ts'
import { jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Templates as the platform has them. */
export const templates = table('templates', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  /** The platform's id. */
  template_id: text,
  name: text,
  language: text,
  category: text,
  /** What it was before the platform changed it. */
  former_category: text.orNull,
  status: text.as<TemplateStatus>(),
  quality: text.as<NonNullable<TemplateDefinition['quality']>>().orNull,
  parts: jsonb<TemplateParts>(),
  rejected_reason: text.orNull,
  /** When it was changed here, the newest first. */
  edits: jsonb<string[]>().withDefault,
  synced_at: timestamptz,
})

/** Templates that the platform does not have yet. */
export const templateDrafts = table('template_drafts', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  name: text,
  language: text,
  given: jsonb<NewTemplate>(),
  created_at: timestamptz,
})

/** How the last reading of an account's templates went. */
export const templateSyncs = table('template_syncs', {
  account_id: uuid,
  workspace_id: uuid,
  read_at: timestamptz.orNull,
  refused_at: timestamptz.orNull,
  code: text.orNull,
  words: text.as<Sentence>().orNull,
})
