import { createSecretKey, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { formerMasterKey, masterKey, newDataKey, open, seal, type MasterKey, type Place } from './secretBox.ts'

/** The stored secrets cannot be decrypted with the given keys; the message is one line that says what to do. */
export class SecretKeyError extends Error {
  override name = 'SecretKeyError'
  constructor() {
    super(
      'SECRET_KEY: none of the given keys opens the stored secrets. Add the key they were sealed with (before this: the content of ' +
        'DATA_DIR/secret-key), newest first (docs/settings.md#secret_key)',
    )
  }
}

/** A data key of a workspace, opened. */
export type DataKey = { number: number; key: KeyObject }
type WrappedKey = { workspaceId: string; number: number; wrapped: Buffer; wrappedBy: string }

/** Where a data key is stored. The first of a workspace is bound to the place that it had before there were several. */
const placeOf = ({ workspaceId, number }: Pick<WrappedKey, 'workspaceId' | 'number'>): Place => ({
  table: 'data_keys',
  row: number === 1 ? workspaceId : `${workspaceId}/${number}`,
  column: 'wrapped',
  workspaceId,
})

/** The keys of SECRET_KEY. `newest` wraps; the others, also as they were derived before, only open. */
export type MasterKeys = { newest: MasterKey; byName: Map<string, MasterKey> }
export function masterKeysOf(secretKeys: readonly string[]): MasterKeys {
  const all = secretKeys.flatMap((text) => [masterKey(text), formerMasterKey(text)])
  return { newest: all[0]!, byName: new Map(all.map((one) => [one.name, one])) }
}

function unwrap(masters: MasterKeys, row: WrappedKey): Buffer {
  const master = masters.byName.get(row.wrappedBy)
  if (!master) throw new SecretKeyError()
  return Buffer.from(open(master.key, placeOf(row), row.wrapped), 'base64')
}
const wrap = ({ newest }: MasterKeys, of: Pick<WrappedKey, 'workspaceId' | 'number'>, key: Buffer): Buffer =>
  seal(newest.key, placeOf(of), key.toString('base64'))

const columns = ['workspace_id as workspaceId', 'number', 'wrapped', 'wrapped_by as wrappedBy'] as const

/** The data keys of a workspace, newest first; the first is made when there is none. Errors: SecretKeyError. */
export async function findDataKeys(db: Db, masters: MasterKeys, workspaceId: string): Promise<DataKey[]> {
  const find = () => db.selectFrom('data_keys').select(columns).where('workspace_id', '=', workspaceId).orderBy('number', 'desc').execute()
  let rows = await find()
  if (!rows.length) {
    // Two processes may ask for a new workspace's key at once: the first row stays.
    await addRow(db, masters, { workspaceId, number: 1 })
    rows = await find()
  }
  return rows.map((row) => ({ number: row.number, key: createSecretKey(unwrap(masters, row)) }))
}

async function addRow(db: Db, masters: MasterKeys, of: Pick<WrappedKey, 'workspaceId' | 'number'>, at: Date | null = null): Promise<void> {
  await db
    .insertInto('data_keys')
    .values({
      workspace_id: of.workspaceId,
      number: of.number,
      wrapped: wrap(masters, of, newDataKey()),
      wrapped_by: masters.newest.name,
      created_at: at,
    })
    .onConflict((clash) => clash.columns(['workspace_id', 'number']).doNothing())
    .execute()
}

/** Adds a data key to a workspace, which from then on seals. Out: its number. */
export async function addDataKey(db: Db, masters: MasterKeys, workspaceId: string, at: Date): Promise<number> {
  const [newest] = await findDataKeys(db, masters, workspaceId)
  const number = newest!.number + 1
  await addRow(db, masters, { workspaceId, number }, at)
  return number
}

/**
 * Deletes the data keys of a workspace below this number, if the next one sealed `before` that time. What they sealed cannot be opened any
 * more.
 */
export async function removeDataKeys(db: Db, workspaceId: string, { below, before }: { below: number; before: Date }): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from data_keys k where workspace_id = ${workspaceId} and number < ${below} and exists (
      select from data_keys n where n.workspace_id = k.workspace_id and n.number = ${below} and n.created_at < ${before})`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Whether every data key can be opened. Errors: SecretKeyError, when one was wrapped by a key that is not among these. */
export async function checkSecretKeys(db: Db, secretKeys: readonly string[]): Promise<void> {
  const { byName } = masterKeysOf(secretKeys)
  const rows = await db.selectFrom('data_keys').select('wrapped_by as name').distinct().execute()
  if (rows.some(({ name }) => !byName.has(name))) throw new SecretKeyError()
}

/**
 * Wraps data keys anew that another key than the newest wrapped, at most so many. A key that somebody else changes meanwhile is left to
 * them. Out: how many were looked at; 0: there are no more. Errors: SecretKeyError.
 */
export async function rewrapDataKeys(db: Db, masters: MasterKeys, atMost: number): Promise<number> {
  const rows = await db.selectFrom('data_keys').select(columns).where('wrapped_by', '!=', masters.newest.name).limit(atMost).execute()
  if (!rows.length) return 0
  await sql`
    update data_keys k set wrapped = given.wrapped, wrapped_by = ${masters.newest.name}
    from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.number)}::integer[],
      ${rows.map((row) => row.wrappedBy)}::text[], ${rows.map((row) => wrap(masters, row, unwrap(masters, row)))}::bytea[])
      as given (workspace_id, number, former, wrapped)
    where k.workspace_id = given.workspace_id and k.number = given.number and k.wrapped_by = given.former`.execute(db)
  return rows.length
}
