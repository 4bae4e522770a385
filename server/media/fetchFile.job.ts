import type { JobHandler } from '../jobs/handler.ts'
import type { Job, JobOutcome } from '../model/job.ts'
import { askPlatform, openLine, type AskDeps } from '../outbox/askPlatform.ts'
import { FileTooLarge, type FileStore } from '../platform/fileStore.ts'
import type { Wake } from '../platform/wake.ts'
import { bytesUsed, findMedia, markFailed, markStored, type MediaRow } from './media.queries.ts'
import { pathOf } from './pathOf.ts'
import { piecesOf } from './piecesOf.ts'
import { typeOfBytes } from './typeOfBytes.ts'

export type FileDeps = AskDeps & { files: FileStore; wake: Wake; mostBytes: number }

/**
 * Fetches a file that a person sent and keeps it. Doing it twice writes the same bytes to the same place. What is too large, or more than
 * the workspace may keep, fails with that reason; the platform hands a file out for some days only.
 */
export const fetchFile = (deps: FileDeps): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000],
  timeLimitMs: 200_000,
  repeatable: true,
  waitsForAccount: true,
  atOncePerTurn: 4,
  async run(job) {
    const { mediaId } = job.data as { mediaId: string }
    const media = await findMedia(deps.system, mediaId)
    if (media?.state !== 'waiting') return { kind: 'done' }
    const left = deps.mostBytes - (await bytesUsed(deps.system, media.workspaceId))
    return left > 0 ? fetchInto(deps, job, media, left) : fail(deps, media, 'no_room')
  },
})

async function fetchInto(deps: FileDeps, job: Job, media: MediaRow, left: number): Promise<JobOutcome> {
  const line = await openLine(deps, job.accountId!, ({ files }) => files)
  if ('kind' in line) return line
  const { part, as } = line
  const { take, pieces } = piecesOf()
  const at = pathOf(media)
  const writing = deps.files.write(at, pieces.all(), Math.min(left, part.mostBytes)).catch((error: unknown) => error as Error)
  const asked = await askPlatform(deps, job.accountId!, part.rate, async () => {
    try {
      await part.download(deps.http, as, media.channelMediaId!, take)
      pieces.end()
    } catch (error) {
      pieces.fail(error as Error)
      throw error
    }
  }).catch((error: unknown) => ({ thrown: error }))
  if ('outcome' in asked || 'thrown' in asked) pieces.fail(new Error('the file was not fetched'))
  const written = await writing
  if (written instanceof FileTooLarge) return fail(deps, media, left < part.mostBytes ? 'no_room' : 'file_too_large')
  if ('thrown' in asked) throw asked.thrown
  if ('outcome' in asked) return asked.outcome
  if ('refused' in asked) return fail(deps, media, asked.refused.code)
  if (written instanceof Error) throw written
  const { kind, type } = typeOfBytes(written.head, media.name)
  // A voice message and a sticker stay what the platform says they are, if their bytes may be that.
  const stored = { kind: kind === 'image' || kind === 'sticker' ? media.kind : kind, type, size: written.size, sha256: written.sha256 }
  if (!(await markStored(deps.system, media.id, stored))) await deps.files.remove(at)
  deps.wake.tell('messages', media.workspaceId, media.accountId ? [media.accountId] : undefined)
  return { kind: 'done' }
}

async function fail(deps: FileDeps, media: MediaRow, code: string): Promise<JobOutcome> {
  await markFailed(deps.system, media.id, code)
  return { kind: 'failed', code }
}
