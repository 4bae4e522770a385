import type { JobHandler } from '../jobs/handler.ts'
import type { Db } from '../platform/db.ts'
import type { FileStore } from '../platform/fileStore.ts'
import { findRemovedFiles, forgetRemovedFiles } from './media.queries.ts'

const atOnce = 200

/**
 * Deletes the files whose rows are gone: with their person, their account, by age or by hand. First the file, then its note, so that a
 * file that could not be deleted is tried again.
 */
export const removedFiles = ({ jobs, files }: { jobs: Db; files: FileStore }): JobHandler => ({
  backoffMs: [60_000, 600_000],
  timeLimitMs: 300_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 300_000, missed: 'latest' },
  async run(_, signal) {
    for (;;) {
      const paths = await findRemovedFiles(jobs, atOnce)
      await Promise.all(paths.map((path) => files.remove(path)))
      await forgetRemovedFiles(jobs, paths)
      if (paths.length < atOnce || signal.aborted) return { kind: 'done' }
    }
  },
})
