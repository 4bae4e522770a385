import { z } from 'zod'
import { mediaTypes } from '../model/content.ts'
import { pageOf, pageQuery } from '../platform/paging.ts'

export const query = pageQuery.extend({ accountId: z.uuid().optional() })

export const media = z.object({
  id: z.string(),
  accountId: z.string().nullable(),
  contactId: z.string().nullable(),
  source: z.enum(['person', 'upload']).describe('person: a person sent it; upload: it was uploaded to be sent'),
  state: z.enum(['waiting', 'stored', 'failed']),
  code: z.string().nullable().describe('why it failed'),
  kind: z.enum(mediaTypes).describe('what it can be sent as'),
  type: z.string().nullable().describe('of its bytes'),
  size: z.number().nullable(),
  name: z.string().nullable(),
  url: z.string().nullable().describe('where its bytes are; null: not stored'),
  createdAt: z.string(),
})
export type ShownMedia = z.output<typeof media>
export const mediaList = pageOf(media)
export const uploaded = media
