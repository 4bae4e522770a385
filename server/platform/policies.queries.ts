import type pg from 'pg'
import { knownMigrations, readMigration } from './knownMigrations.ts'

/**
 * Whether policies or rights are not those that this version expects: created for the other value of DATABASE_SINGLE_ROLE (with roles, or
 * with one), or lost, as by a restore into a server that had no such roles.
 */
export async function hasOtherPolicies(client: pg.Client, singleRole: boolean): Promise<boolean> {
  const { rows } = await client.query<{ other: boolean }>(singleRole ? otherThanOneRole : otherThanRoles)
  return rows[0]!.other
}

const tables = `select c.oid, c.relname, c.relforcerowsecurity as walled,
    array(select p.polname::text from pg_policy p where p.polrelid = c.oid) as policies
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'`
/** Every walled table but `workspaces` has a rule for limited members. */
const forLimited = `case when relname = 'workspaces' then '{}'::text[] else '{own_accounts}' end`

const otherThanOneRole = `select exists (select from (${tables}) t
  where walled and (not policies @> ('{one_role}'::text[] || ${forLimited}) or policies && '{own_workspace,system}')) as other`

const otherThanRoles = `select exists (select from (${tables}) t
  where walled and (not policies @> ('{own_workspace,system}'::text[] || ${forLimited}) or policies && '{one_role}')
    or walled and not has_table_privilege('autodm_web', oid, 'select')
    or not has_table_privilege('autodm_system', oid, 'select')) as other`

/**
 * Creates the policies again for this session's setting (app.single_role), with the rules that single tables have for limited members, and,
 * for roles, all rights that the migrations would have granted.
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
  const migrations = knownMigrations.map(readMigration)
  for (const statement of migrations.flatMap(rulesIn)) await runUnlessDropped(client, statement)
  if (singleRole) return
  for (const statement of migrations.flatMap(rightsIn)) await runUnlessDropped(client, statement)
}

/** The rules of a migration for single tables: what a limited member sees of them, where no column tells it. */
const rulesIn = (migration: string): string[] =>
  [...migration.matchAll(/^select limit_to_accounts\([^;]*/gm)]
    .map(([statement]) => statement.trim())
    // Those of all tables at once are made with the policies.
    .filter((statement) => !statement.includes('from pg_class'))
    .map((statement) => (/from unnest\(.*\) t$/.test(statement) ? `${statement} where to_regclass('public.' || t) is not null` : statement))

/** The grants of a migration to roles, in its order: tables closed to them, and the part under "if there are roles". */
function rightsIn(migration: string): string[] {
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

async function runUnlessDropped(client: pg.Client, statement: string): Promise<void> {
  await client.query('savepoint right_given')
  try {
    await client.query(statement)
  } catch (error) {
    // A later migration dropped the table.
    if ((error as { code?: string }).code !== '42P01') throw error
    await client.query('rollback to savepoint right_given')
  }
}
