import { sql } from 'kysely'
import { findDataKeys, masterKeysOf, SecretKeyError, type DataKey } from './dataKeys.queries.ts'
import type { Db } from './db.ts'
import { keyNumberOf, open, seal, type Place } from './secretBox.ts'

export { SecretKeyError }
export type { Place }

/** Encrypts and decrypts secrets with a data key per workspace, which is encrypted by the newest key of SECRET_KEY. */
export type Vault = {
  seal(place: Place, secret: string): Promise<Buffer>
  open(place: Place, sealed: Buffer): Promise<string>
}

/** A process seals with a key that was renewed for at most so long. */
export const keysKnownMs = 5_000

type Known = { until: number; keys: Promise<DataKey[]> }

/** In: the keys, newest first. Errors: a data key that none of them opens names SECRET_KEY. */
export function openVault(db: Db, secretKeys: string[]): Vault {
  const masters = masterKeysOf(secretKeys)
  const known = new Map<string, Known>()

  function load(workspaceId: string): Promise<DataKey[]> {
    const before = known.get(workspaceId)
    const keys = findDataKeys(db, masters, workspaceId)
    const entry = { until: performance.now() + keysKnownMs, keys }
    known.set(workspaceId, entry)
    keys.catch(() => {
      if (known.get(workspaceId) !== entry) return
      if (before) known.set(workspaceId, before)
      else known.delete(workspaceId)
    })
    return keys
  }
  /**
   * The keys of a workspace, not older than a few seconds. A process whose SECRET_KEY no longer opens them (they were wrapped by a key that
   * it was not given yet) continues with those it knows, until it is started again.
   */
  async function recent(workspaceId: string): Promise<DataKey[]> {
    const entry = known.get(workspaceId)
    if (entry && entry.until > performance.now()) return entry.keys
    return load(workspaceId).catch((error: unknown) => {
      if (!entry || !(error instanceof SecretKeyError)) throw error
      return entry.keys
    })
  }
  return {
    async seal(place, secret) {
      const [newest] = await recent(place.workspaceId)
      return seal(newest!.key, place, secret, newest!.number)
    },
    async open(place, sealed) {
      const number = keyNumberOf(sealed)
      const isThat = (one: DataKey) => one.number === number
      // A key never changes, so one that is known opens however long it has been known.
      const found = (await known.get(place.workspaceId)?.keys)?.find(isThat) ?? (await load(place.workspaceId)).find(isThat)
      if (!found) throw new Error(`the data key ${number} of the workspace was removed`)
      return open(found.key, place, sealed)
    },
  }
}

/** A small setting of the instance, created by `make` on first use. */
export async function instanceSetting<T>(db: Db, name: string, make: () => T): Promise<T> {
  await db
    .insertInto('instance_settings')
    .values({ name, value: JSON.stringify(make()) })
    .onConflict((clash) => clash.column('name').doNothing())
    .execute()
  const { rows } = await sql<{ value: T }>`select value from instance_settings where name = ${name}`.execute(db)
  return rows[0]!.value
}
