import type { JobHandler } from '../jobs/handler.ts'
import { findMedia } from '../media/media.queries.ts'
import { pathOf } from '../media/pathOf.ts'
import type { Transcriber } from '../media/transcriber.ts'
import type { NewJob } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { FileStore } from '../platform/fileStore.ts'
import type { TranscriptAsked, Transcript } from './transcripts.ts'

/** Later the person has gone on, and their window ends. */
const worthMs = 3_600_000
const fileComesMs = 2_000
/** What services take at most (OpenAI: 25 MB). */
const mostBytes = 25_000_000

/** The job that has a voice message heard. Its result is read by ingest (transcripts.ts). */
export const transcribeJob = (account: { id: string; workspaceId: string }, { eventId, fileId }: TranscriptAsked, now: Date): NewJob => ({
  kind: 'transcribe',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  givesUpAt: new Date(now.getTime() + worthMs),
  uniqueKey: `transcribe/${eventId}`,
  priority: 1,
  data: { eventId, fileId } satisfies TranscriptAsked,
})

/**
 * Waits for the file of a voice message and has it heard by the owner's service. Whatever comes of it, the message is decided: with its
 * words, or without them. A call may be repeated: it changes nothing there.
 */
export const transcribe = (deps: { system: Db; clock: Clock; files: FileStore; transcriber: Transcriber | null }): JobHandler => ({
  backoffMs: [5_000, 60_000, 300_000],
  timeLimitMs: 120_000,
  repeatable: true,
  waitsForAccount: false,
  atOncePerTurn: 2,
  async run(job, signal) {
    const { fileId } = job.data as TranscriptAsked
    const without = (why: string) => ({ kind: 'done' as const, result: { why } satisfies Transcript })
    if (!deps.transcriber) return without('transcribe_off')
    const media = await findMedia(deps.system, fileId)
    if (!media) return without('file_missing')
    if (media.state === 'waiting') return { kind: 'put_off', afterMs: fileComesMs }
    if (media.state === 'failed') return without(media.code ?? 'file_missing')
    if ((media.size ?? 0) > mostBytes) return without('file_too_large')
    const type = media.type ?? 'audio/ogg'
    const heard = await deps.transcriber({ file: deps.files.placeOf(pathOf(media)), type, name: `voice.${endingOf(type)}` }, signal)
    if ('text' in heard) return { kind: 'done', result: { text: heard.text } satisfies Transcript }
    return heard.again ? { kind: 'later', code: heard.code, counts: true } : without(heard.code)
  },
  gaveUp: (_, code): Transcript => ({ why: code }),
})

/** Services tell the format by the name of the file. */
const endingOf = (type: string): string =>
  ({ 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/aac': 'aac', 'audio/amr': 'amr' })[type] ?? 'ogg'
