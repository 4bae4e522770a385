import { channelOf } from '../channels/channels.ts'
import { mediaTypes, type Media } from '../model/content.ts'
import type { Attachment } from '../model/event.ts'
import type { NewJob } from '../model/job.ts'
import type { NewId } from '../platform/ids.ts'
import type { NewInboundFile } from './media.queries.ts'

/** A message of a person, as far as its files need it. `attachments` get our ids. */
export type WithFiles = {
  account: { id: string; workspaceId: string; channel: string }
  contactId: string | null
  attachments: Attachment[]
}

const kindOf = (type: string): Media['type'] => {
  if (type === 'document') return 'file'
  return (mediaTypes as readonly string[]).includes(type) ? (type as Media['type']) : 'file'
}

/**
 * The rows of files that people sent and the jobs that fetch them, for the transaction that stores the messages. Only channels that hand
 * files out by an id have any.
 */
export function receiveFiles(received: WithFiles[], newId: NewId, now: Date): { rows: NewInboundFile[]; jobs: NewJob[] } {
  const rows: NewInboundFile[] = []
  const jobs: NewJob[] = []
  for (const { account, contactId, attachments } of received) {
    const { files } = channelOf(account.channel)
    for (const one of files ? attachments : []) {
      if (one.id === undefined) continue
      one.fileId = newId()
      rows.push({
        id: one.fileId,
        workspace_id: account.workspaceId,
        account_id: account.id,
        contact_id: contactId,
        kind: kindOf(one.type),
        name: one.title ?? null,
        channel_media_id: one.id,
        created_at: now,
      })
      jobs.push({
        kind: 'fetch_file',
        workspaceId: account.workspaceId,
        accountId: account.id,
        runAt: now,
        givesUpAt: new Date(now.getTime() + files!.readableMs),
        uniqueKey: `fetch_file/${one.fileId}`,
        priority: 1,
        data: { mediaId: one.fileId },
      })
    }
  }
  return { rows, jobs }
}
