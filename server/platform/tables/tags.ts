import { table, text, timestamptz, uuid } from './table.ts'

export const tags = table('tags', {
  id: uuid,
  workspace_id: uuid,
  name: text,
  /** The name as it is compared and sorted (model/tag.ts). */
  key: text,
  color: text.orNull,
  created_at: timestamptz,
})

/** What a tag was called before; the name still leads to it. */
export const formerTagNames = table('former_tag_names', { workspace_id: uuid, key: text, tag_id: uuid })

export const contactTags = table('contact_tags', { contact_id: uuid, tag_id: uuid, workspace_id: uuid, added_at: timestamptz })
