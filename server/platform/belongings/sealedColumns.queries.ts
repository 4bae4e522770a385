import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { Place } from '../secretBox.ts'

/** Every column whose values are sealed, by its table. A test compares it with the columns that hold bytes. */
export const sealedColumns = {
  accounts: ['access_token', 'app_secret', 'verify_token'],
  connections: ['user_token'],
  endpoints: ['auth_sealed', 'secret_sealed', 'old_secret_sealed'],
} as const

/** A former secret is moved here as it was sealed for the column where it was (endpoints/endpoints.queries.ts). */
const sealedFor: Record<string, string> = { old_secret_sealed: 'secret_sealed' }

/** Secrets of the instance (instanceSecret.queries.ts) belong to no workspace. */
export const instanceWorkspace = '00000000-0000-0000-0000-000000000000'
const instanceNames = 'secret_'

/** A stored value that a former key of its workspace sealed. */
export type SealedValue = { place: Place; sealed: Buffer }

/** SQL: whether a value is sealed by a key below this number (secretBox.ts). */
const byFormer = (column: string, number: number) => sql<boolean>`case get_byte(${sql.ref(column)}, 0) when 1 then 1
  else get_byte(${sql.ref(column)}, 1) * 16777216 + get_byte(${sql.ref(column)}, 2) * 65536 + get_byte(${sql.ref(column)}, 3) * 256
    + get_byte(${sql.ref(column)}, 4) end < ${number}`

/** Values of a workspace that keys below `number` sealed, by the order of their ids. */
export async function findFormerSealed(
  db: Db,
  { table, column }: { table: string; column: string },
  of: { workspaceId: string; number: number; after: string; atMost: number },
): Promise<SealedValue[]> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where workspace_id = ${of.workspaceId} and id > ${of.after} and ${sql.ref(column)} is not null and ${byFormer(column, of.number)}
    order by id limit ${of.atMost}`.execute(db)
  return rows.map(({ id, sealed }) => ({
    sealed,
    place: { table, row: id, column: sealedFor[column] ?? column, workspaceId: of.workspaceId },
  }))
}

/** Stores values of one column that were sealed anew. One that was changed meanwhile stays as it is. */
export async function storeSealedAgain(
  db: Db,
  { table, column }: { table: string; column: string },
  values: { row: string; former: Buffer; sealed: Buffer }[],
): Promise<void> {
  await sql`
    update ${sql.table(table)} t set ${sql.ref(column)} = given.sealed
    from unnest(${values.map((one) => one.row)}::uuid[], ${values.map((one) => one.former)}::bytea[],
      ${values.map((one) => one.sealed)}::bytea[]) as given (id, former, sealed)
    where t.id = given.id and t.${sql.ref(column)} = given.former`.execute(db)
}

/** The secrets of the instance. */
export async function findInstanceSecrets(db: Db): Promise<SealedValue[]> {
  const rows = await db.selectFrom('instance_settings').selectAll().where('name', 'like', 'secret\\_%').execute()
  return rows.map(({ name, value }) => ({
    sealed: Buffer.from(value as string, 'base64'),
    place: { table: 'instance_settings', row: name.slice(instanceNames.length), column: 'value', workspaceId: instanceWorkspace },
  }))
}

export async function storeInstanceSecret(db: Db, row: string, former: Buffer, sealed: Buffer): Promise<void> {
  await sql`
    update instance_settings set value = to_jsonb(${sealed.toString('base64')}::text)
    where name = ${instanceNames + row} and value = to_jsonb(${former.toString('base64')}::text)`.execute(db)
}
