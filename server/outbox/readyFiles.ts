import { addJobs } from '../jobs/addJobs.queries.ts'
import type { Outcome } from '../model/channel.ts'
import { ownFilesOf, withFileIds } from '../model/content.ts'
import type { NewJob } from '../model/job.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { findStoredFiles, findUploads } from './files.queries.ts'
import { sentence } from './sentences.ts'

/** How long a message waits for its files at most before it is looked at again. */
const waitsMs = 60_000

/**
 * Messages with files of the workspace, which the platform must have before it is called: the ids become the platform's. One whose file is
 * not there yet waits for a job that gives it; one whose file was refused, or is gone, is refused.
 * Out:    the messages that can be sent now, in their order; and what waits until when. Runs no statement where none has files.
 */
export async function readyFiles<One extends { message: ClaimedMessage }>(
  deps: { system: Db; newId: NewId; wake: Wake },
  sendable: One[],
  now: Date,
  refuse: (message: ClaimedMessage, refusal: Outcome) => void,
): Promise<{ ready: One[]; waiting: { id: string; epoch: number; not_before: Date }[] }> {
  const filesOf = new Map(sendable.map((one) => [one, ownFilesOf(one.message.content).map(({ id }) => id)]))
  const all = sendable.flatMap((one) => filesOf.get(one)!.map((mediaId) => ({ mediaId, accountId: one.message.accountId })))
  if (!all.length) return { ready: sendable, waiting: [] }
  const uploads = await findUploads(deps.system, all, now)
  const missing = all.filter(({ mediaId, accountId }) => !uploads.has(`${mediaId}/${accountId}`)).map(({ mediaId }) => mediaId)
  const stored = missing.length ? await findStoredFiles(deps.system, missing) : new Set<string>()
  const result = { ready: [] as One[], waiting: [] as { id: string; epoch: number; not_before: Date }[] }
  const jobs: NewJob[] = []
  for (const one of sendable) {
    const { message } = one
    const ids = filesOf.get(one)!
    const found = ids.map((id) => uploads.get(`${id}/${message.accountId}`))
    const refused = found.find((upload) => upload?.code)
    if (refused) refuse(message, refusal(refused.code!, (refused.words ?? refused.code!) as Sentence))
    else if (ids.some((id, index) => !found[index] && !stored.has(id))) refuse(message, refusal('file_gone', sentence('outbox.file_gone')))
    else if (found.includes(undefined)) {
      result.waiting.push({ id: message.id, epoch: message.epoch, not_before: new Date(now.getTime() + waitsMs) })
      jobs.push(uploadJob(message, ids, now))
    } else {
      message.content = withFileIds(message.content, new Map(ids.map((id, index) => [id, found[index]!.channelMediaId!])))
      result.ready.push(one)
    }
  }
  if (jobs.length) {
    await deps.system.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, jobs))
    deps.wake.tell('jobs', null)
  }
  return result
}

/** One for each time that the message was looked at: an earlier one may have been given up. */
const uploadJob = ({ id, epoch, workspaceId, accountId }: ClaimedMessage, mediaIds: string[], now: Date): NewJob => ({
  kind: 'upload_file',
  workspaceId,
  accountId,
  runAt: now,
  uniqueKey: `upload_file/${id}/${epoch}`,
  // One after the other, so that several messages with one file give it once.
  lane: `upload_file/${accountId}/${mediaIds[0]}`,
  data: { messageId: id, mediaIds },
})

const refusal = (code: string, words: Sentence): Outcome => ({
  kind: 'refused',
  code,
  words,
  class: 'bug',
  platform: null,
  httpStatus: null,
})
