import type { TemplateDefinition, TemplateParts, TemplateStatus } from '../../model/template.ts'
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
  status: text.as<TemplateStatus>(),
  quality: text.as<NonNullable<TemplateDefinition['quality']>>().orNull,
  parts: jsonb<TemplateParts>(),
  rejected_reason: text.orNull,
  /** When it was changed here, the newest first. */
  edits: jsonb<string[]>().withDefault,
  synced_at: timestamptz,
})
