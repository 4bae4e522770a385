import type pg from 'pg'
import { knownMigrations, readMigration } from './knownMigrations.ts'

/** Whether the row-level security of this database was created for the other value of DATABASE_SINGLE_ROLE: with roles, or with one. */
export async function hasOtherPolicies(client: pg.Client, singleRole: boolean): Promise<boolean> {
  const policies = singleRole ? ['own_workspace', 'system'] : ['one_role']
  const { rows } = await client.query<{ there: boolean }>(
    `select exists (select from pg_policies
      where schemaname = 'public' and policyname = any($1)) as there`,
    [policies],
  )
  return rows[0]!.there
}

/**
 * Creates the policies again for this session's setting (app.single_role), and, for roles, all rights that the migrations would have
 * granted.
 * In:     a transaction with exclusive access to every table, with all migrations applied.
 */
export async function rebuildPolicies(client: pg.Client, singleRole: boolean): Promise<void> {
  await client.query(`do $$ declare one record; begin
    for one in select policyname, tablename from pg_policies
      where schemaname = 'public' and policyname in ('own_workspace', 'system', 'one_role') loop
      execute format('drop policy %I on %I', one.policyname, one.tablename);
    end loop; end $$`)
  await client.query(`select wall_off(c.relname, case c.relname when 'workspaces' then 'id' else 'workspace_id' end)
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity and not c.relispartition`)
  if (singleRole) return
  for (const statement of knownMigrations.flatMap((name) => rightsIn(readMigration(name)))) await giveRight(client, statement)
}

/** The grants of a migration to roles, in its order: tables closed to them, and the part under "if there are roles". */
export function rightsIn(migration: string): string[] {
  const inside = migration
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => /^select keep_inside\(/m.test(statement))
    .flatMap((statement) =>
      [...statement.slice(statement.indexOf('keep_inside(')).matchAll(/'(\w+)'/g)].map(([, table]) => `select keep_inside('${table}')`),
    )
  const underRoles = migration
    .split(`if current_setting('app.single_role', true) is distinct from 'on' then`)
    .slice(1)
    .flatMap((block) => block.slice(0, block.indexOf('end if;')).split(';'))
    .map((statement) => statement.replaceAll(/--.*$/gm, '').trim())
    .filter((statement) => /^(grant|revoke) /i.test(statement))
  return [...inside, ...underRoles]
}

async function giveRight(client: pg.Client, statement: string): Promise<void> {
  await client.query('savepoint right_given')
  try {
    await client.query(statement)
  } catch (error) {
    // A later migration dropped the table.
    if ((error as { code?: string }).code !== '42P01') throw error
    await client.query('rollback to savepoint right_given')
  }
}
