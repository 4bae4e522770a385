import { createSecretKey, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { masterKey, newDataKey, open, seal, type Place } from './secretBox.ts'

export type { Place }

/** The stored secrets cannot be decrypted with the given keys; the message is one line that says what to do. */
export class SecretKeyError extends Error {
  override name = 'SecretKeyError'
}

/** Encrypts and decrypts secrets with a data key per workspace, which is encrypted by the newest key of SECRET_KEY. */
export type Vault = {
  seal(place: Place, secret: string): Promise<Buffer>
  open(place: Place, sealed: Buffer): Promise<string>
}

/** In: the keys, newest first. Errors: a data key that none of them opens names SECRET_KEY. */
export function openVault(db: Db, secretKeys: string[]): Vault {
  const masters = secretKeys.map(masterKey)
  const cached = new Map<string, Promise<KeyObject>>()
  const placeOf = (workspaceId: string): Place => ({ table: 'data_keys', row: workspaceId, column: 'wrapped', workspaceId })

  async function load(workspaceId: string): Promise<KeyObject> {
    const place = placeOf(workspaceId)
    const fresh = seal(masters[0]!.key, place, newDataKey().toString('base64'))
    // Two processes may ask for a new workspace's key at once: the first row stays.
    await db
      .insertInto('data_keys')
      .values({ workspace_id: workspaceId, wrapped: fresh, wrapped_by: masters[0]!.name })
      .onConflict((clash) => clash.column('workspace_id').doNothing())
      .execute()
    const row = await db.selectFrom('data_keys').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirstOrThrow()
    const master = masters.find((one) => one.name === row.wrapped_by)
    if (!master)
      throw new SecretKeyError(
        'SECRET_KEY: none of the given keys opens the stored secrets. Add the key they were sealed with (before this: the content of ' +
          'DATA_DIR/secret-key), newest first (docs/settings.md#secret_key)',
      )
    return createSecretKey(open(master.key, place, row.wrapped), 'base64')
  }
  const keyOf = (workspaceId: string) => {
    let key = cached.get(workspaceId)
    if (!key) {
      key = load(workspaceId)
      cached.set(workspaceId, key)
      key.catch(() => cached.delete(workspaceId))
    }
    return key
  }
  return {
    seal: async (place, secret) => seal(await keyOf(place.workspaceId), place, secret),
    open: async (place, sealed) => open(await keyOf(place.workspaceId), place, sealed),
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
