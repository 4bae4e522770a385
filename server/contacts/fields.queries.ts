import { sql } from 'kysely'
import type { FieldType } from '../model/contact.ts'
import { advisoryLockClasses } from '../platform/advisoryLocks.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { contactFields } from '../platform/tables/contacts.ts'
import { columnsOf, selected, typesOf, without, type Selected } from '../platform/tables/table.ts'

const shown = without(contactFields, 'workspace_id')
export type FieldRow = Selected<typeof contactFields, (typeof shown)[number]>

/** The most fields of a workspace that are created by hand. */
export const fieldsAtMost = 200

/** The fields of a workspace, by name. Row-level security limits it to the workspace. */
export async function findFields(trx: Trx): Promise<FieldRow[]> {
  const { rows } = await sql<FieldRow>`
    select ${selected(contactFields, 'f', shown)} from contact_fields f order by lower(f.name), f.key limit 1000`.execute(trx)
  return rows
}

export type NewField = { workspaceId: string; key: string; type?: FieldType }

/**
 * Defines the fields of which people have values: automations, imports and calls give values to fields that nobody has defined. Known ones
 * stay as they are.
 */
export async function defineFields(trx: Trx, newId: () => string, fields: readonly NewField[], now: Date): Promise<void> {
  const once = new Map(fields.map((one) => [`${one.workspaceId}/${one.key}`, one]))
  if (!once.size) return
  const rows = [...once.values()].map(({ workspaceId, key, type }) => ({
    id: newId(),
    workspace_id: workspaceId,
    key,
    name: key,
    type: type ?? 'text',
    choices: [],
    created_at: now,
  }))
  await sql`
    insert into contact_fields (${columnsOf(contactFields)}) select * from ${rowsOf(rows, typesOf(contactFields))}
    where not exists (select from contact_fields f where f.workspace_id = given.workspace_id and f.key = given.key)
    on conflict (workspace_id, key) do nothing`.execute(trx)
}

/** Makes whoever creates or renames a field wait for another who does. */
export async function lockFieldNames(trx: Trx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLockClasses.fieldNames}, hashtext(${workspaceId}))`.execute(trx)
}

/** Out: whether it is new; an automation may have defined one of that key just now. */
export async function insertField(
  trx: Trx,
  { id, workspaceId, key, name, type, choices, createdAt }: Selected<typeof contactFields>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into contact_fields (${columnsOf(contactFields)})
    values (${id}, ${workspaceId}, ${key}, ${name}, ${type}, ${JSON.stringify(choices)}::jsonb, ${createdAt})
    on conflict (workspace_id, key) do nothing`.execute(trx)
  return Number(numAffectedRows) > 0
}

export async function changeField(
  trx: Trx,
  id: string,
  { name, choices }: { name?: string | undefined; choices?: string[] | undefined },
): Promise<void> {
  await sql`update contact_fields set name = coalesce(${name ?? null}, name),
    choices = coalesce(${choices ? JSON.stringify(choices) : null}::jsonb, choices) where id = ${id}`.execute(trx)
}

export async function deleteField(trx: Trx, id: string): Promise<void> {
  await sql`delete from contact_fields where id = ${id}`.execute(trx)
}

/**
 * Removes the values of a field from some people who have one, in the order of their ids.
 * Out:    after whom to go on, null when nobody is left.
 */
export async function removeFieldValues(
  trx: Trx,
  { workspaceId, key }: { workspaceId: string; key: string },
  { after, atMost }: { after: string | null; atMost: number },
): Promise<string | null> {
  const { rows } = await sql<{ last: string | null; n: number }>`
    with part as (
      select id from contacts where workspace_id = ${workspaceId} and ${after ? sql`id > ${after}::uuid` : sql`true`}
      order by id limit ${atMost}),
    removed as (
      update contacts set custom_fields = custom_fields - ${key}::text
      where id in (select id from part) and custom_fields ? ${key} returning id)
    select max(id::text) as last, count(*)::integer as n from part`.execute(trx)
  const { last, n } = rows[0]!
  return n === atMost ? last : null
}

/** Whether a workspace has a field of this key. */
export async function hasField(trx: Trx, { workspaceId, key }: { workspaceId: string; key: string }): Promise<boolean> {
  const { rows } = await sql`select from contact_fields where workspace_id = ${workspaceId} and key = ${key}`.execute(trx)
  return rows.length > 0
}

/** The most people that are counted for a field. */
const countedAtMost = 10_000

/** How many people have a value of each field: of the newest ten thousand of the workspace. */
export async function countValues(trx: Trx, workspaceId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; n: number }>`
    select k.key, count(*)::integer as n
    from (select custom_fields from contacts where workspace_id = ${workspaceId} order by id desc limit ${countedAtMost}) p
    cross join lateral jsonb_object_keys(p.custom_fields) as k(key) group by k.key`.execute(trx)
  return new Map(rows.map(({ key, n }) => [key, n]))
}
