import { type HeldLock, type InstanceInfo, takeInstanceLock } from '../instanceLock.ts'
import { isPostmasterOf } from './postmasterFile.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './startEmbeddedPostgres.ts'
import path from 'node:path'

/**
 * Either this process is the instance, with its database; or another process is: `holder` names it, and its database, at `url`, was left
 * alone.
 */
export type OwnedPostgres = { held: true; postgres: EmbeddedPostgres; lock: HeldLock } | { held: false; holder: string; url: string }

const rounds = 5

/**
 * Starts (or adopts) the embedded server and becomes its owner, unless another process is. A start right after a SIGTERM may log in to a
 * server that its owner is just stopping: then it starts over.
 * In:     the folder of the database, and the description of this process that a second start is shown.
 * Out:    the server and the lock, or the process that holds it.
 * Errors: EmbeddedPostgresError; the driver's when the query fails although the server runs.
 */
export async function ownEmbeddedPostgres(options: EmbeddedPostgresOptions & { info: InstanceInfo }): Promise<OwnedPostgres> {
  for (let round = 1; ; round++) {
    const postgres = await startEmbeddedPostgres(options)
    try {
      const lock = await takeInstanceLock(postgres.url, options.info)
      return lock.held ? { held: true, postgres, lock } : { ...lock, url: postgres.url }
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      // 57P01-57P03: it is shutting down; otherwise the connection broke because it is gone.
      const stopping = code.startsWith('57P') || !isPostmasterOf(postgres.pid, path.join(path.resolve(options.home), 'data'))
      if (!stopping || round === rounds) throw error
    }
  }
}

/**
 * Stops the instance: a start that comes now waits for this process, and the lock ends with the server. Releasing the lock first would let
 * another process adopt a server that is about to stop.
 */
export async function leaveEmbeddedPostgres({ postgres, lock }: { postgres: EmbeddedPostgres; lock: HeldLock }): Promise<void> {
  await lock.announceStop()
  await postgres.stop()
  await lock.release()
}
