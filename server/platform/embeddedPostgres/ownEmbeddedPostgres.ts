import { type HeldLock, type InstanceInfo, takeInstanceLock } from '../instanceLock.ts'
import { isPostmasterOf } from './postmasterFile.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './startEmbeddedPostgres.ts'
import path from 'node:path'

/** Either we are the instance, with its database; or another process is, `holder` in words, and its database was left alone. */
export type OwnedPostgres = { held: true; postgres: EmbeddedPostgres; lock: HeldLock } | { held: false; holder: string }

const rounds = 5

/**
 * Starts (or adopts) the embedded server and becomes its owner, if nobody else is.
 * A start that comes right after a SIGTERM may log in to a server that its owner is just stopping: then it begins anew.
 * In:     where the database lies, and what to tell a second start about us.
 * Out:    the server and the lock, or who holds it.
 * Errors: EmbeddedPostgresError; the driver's when the server cannot be asked although it runs.
 */
export async function ownEmbeddedPostgres(options: EmbeddedPostgresOptions & { info: InstanceInfo }): Promise<OwnedPostgres> {
  for (let round = 1; ; round++) {
    const postgres = await startEmbeddedPostgres(options)
    try {
      const lock = await takeInstanceLock(postgres.url, options.info)
      return lock.held ? { held: true, postgres, lock } : lock
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      // 57P01-57P03: it shuts down; otherwise the connection broke because it is gone.
      const stopping = code.startsWith('57P') || !isPostmasterOf(postgres.pid, path.join(path.resolve(options.home), 'data'))
      if (!stopping || round === rounds) throw error
    }
  }
}

/**
 * Ends the instance: a start that comes now waits for us, and the lock goes with the server. Releasing the lock first would let
 * another process adopt a server that is about to stop.
 */
export async function leaveEmbeddedPostgres({ postgres, lock }: { postgres: EmbeddedPostgres; lock: HeldLock }): Promise<void> {
  await lock.announceStop()
  await postgres.stop()
  await lock.release()
}
