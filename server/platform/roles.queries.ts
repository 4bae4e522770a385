import type pg from 'pg'
import { MigrationError } from './MigrationError.ts'

const roles = ['autodm_web', 'autodm_system']

/**
 * Creates the roles that the program uses, and lets the connection's user become them. Roles belong to the whole server, so two databases
 * on it may be migrating at once: "exists already" is not an error. Errors: MigrationError when the user may not.
 */
export async function makeRoles(client: pg.Client): Promise<void> {
  for (const role of roles) {
    try {
      await client.query(`do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
      exception when duplicate_object or unique_violation then null; end $$`)
      await mayBecome(client, role)
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') throw error
      throw new MigrationError(
        `DATABASE_URL: this database user may not make or use the role ${role}. Let somebody who may run "create role ${role}; grant ` +
          `${role} to <user>;", or set DATABASE_SINGLE_ROLE=allow to go on with one role.`,
      )
    }
  }
}

/** The creator of a role may not become it automatically (PostgreSQL 16 on): tried, and granted if needed. */
async function mayBecome(client: pg.Client, role: string): Promise<void> {
  const become = () => client.query(`set role ${role}; reset role`)
  try {
    await become()
    return
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
  }
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(`grant ${role} to current_user`)
      return void (await become())
    } catch (error) {
      // "tuple concurrently updated": another database of this server does the same at this moment.
      if ((error as { code?: string }).code !== 'XX000' || attempt > 20) throw error
    }
  }
}

/** Without roles, workspace isolation works only for a user who is subject to row-level security. */
export async function checkSingleRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ bypasses: boolean }>(
    'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
  )
  if (rows[0]?.bypasses)
    throw new MigrationError(
      'DATABASE_SINGLE_ROLE: this database user bypasses row-level security and can create roles. Remove the setting.',
    )
  await client.query(`set app.single_role = 'on'; set app.system = 'on'`)
}
