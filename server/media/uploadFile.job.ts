import type { JobHandler } from '../jobs/handler.ts'
import type { JobOutcome } from '../model/job.ts'
import { askPlatform, openLine } from '../outbox/askPlatform.ts'
import { findUploads, hastenMessage } from '../outbox/files.queries.ts'
import type { FileDeps } from './fetchFile.job.ts'
import { findMedia, storeUpload } from './media.queries.ts'
import { pathOf } from './pathOf.ts'

/** For how long a file that the platform refused is not offered again: it is the same file. */
const refusedMs = 24 * 3_600_000

type Data = { messageId: string; mediaIds: string[] }

/**
 * Gives the files of a message to the platform, and sends the message off. A file that the platform has already is not sent again. Doing
 * it twice leaves a second copy there, which it deletes by itself.
 */
export const uploadFile = (deps: FileDeps): JobHandler => ({
  backoffMs: [5_000, 30_000, 120_000, 600_000, 1_800_000],
  timeLimitMs: 200_000,
  repeatable: true,
  waitsForAccount: true,
  atOncePerTurn: 4,
  async run(job) {
    const { messageId, mediaIds } = job.data as Data
    const accountId = job.accountId!
    const wanted = mediaIds.map((mediaId) => ({ mediaId, accountId }))
    const there = await findUploads(deps.system, wanted, deps.clock.now())
    for (const mediaId of mediaIds) {
      if (there.has(`${mediaId}/${accountId}`)) continue
      const outcome = await upload(deps, mediaId, { accountId, workspaceId: job.workspaceId! })
      if (outcome) return outcome
    }
    await hastenMessage(deps.system, messageId, deps.clock.now())
    deps.wake.tell('outbox', null)
    return { kind: 'done' }
  },
})

/** Out: what becomes of the job, where the file is not given yet; null: it is, or will never be. */
async function upload(deps: FileDeps, mediaId: string, owner: { accountId: string; workspaceId: string }): Promise<JobOutcome | null> {
  const media = await findMedia(deps.system, mediaId)
  // The message is refused when it is looked at again: its file is gone.
  if (media?.state !== 'stored') return null
  const line = await openLine(deps, owner.accountId, ({ files }) => files)
  if ('kind' in line) return line
  const { part, as } = line
  const file = { name: media.name ?? media.id, type: media.type!, size: media.size!, read: () => deps.files.read(pathOf(media)) }
  const asked = await askPlatform(deps, owner.accountId, part.rate, () => part.upload(deps.http, as, file))
  if ('outcome' in asked) return asked.outcome
  const now = deps.clock.now().getTime()
  await storeUpload(
    deps.system,
    { mediaId, ...owner },
    'refused' in asked
      ? { code: asked.refused.code, words: asked.refused.words, expiresAt: new Date(now + refusedMs) }
      : { channelMediaId: asked.found.id, expiresAt: new Date(now + asked.found.lastsMs) },
  )
  return null
}
