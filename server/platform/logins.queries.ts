import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { MigrationError } from './MigrationError.ts'

/**
 * Where one side logs in. `becomes`: it logs in as the owner and takes this role, which what it executes could leave again (`set role
 * none`).
 */
export type Login = { url: string; becomes?: 'autodm_web' | 'autodm_system' }
/** `owner` makes and changes tables. All else is for requests of people, for the workers, and for sign-in. */
export type Logins = { owner: string; web: Login; system: Login; identity: Login }

/** One login for all, which takes the roles: an outside database. */
export const loginsOfOwner = (owner: string): Logins => ({
  owner,
  web: { url: owner, becomes: 'autodm_web' },
  system: { url: owner, becomes: 'autodm_system' },
  identity: { url: owner, becomes: 'autodm_system' },
})

const own = { web: 'autodm_web', system: 'autodm_system', identity: 'autodm_identity' } as const

/**
 * Gives requests, workers and sign-in logins of their own in our own PostgreSQL: none is a superuser, and none can become another. Their
 * passwords are made at each start and known to this process alone.
 * In: the owner's address, after the migrations.
 */
export async function makeLogins(owner: string): Promise<Logins> {
  const passwords = { web: newPassword(), system: newPassword(), identity: newPassword() }
  await withClient(owner, async (client) => {
    await client.query('begin')
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = 'autodm_identity') then create role autodm_identity; end if; end $$`)
    for (const side of ['web', 'system', 'identity'] as const)
      await client.query(
        `alter role ${own[side]} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${passwords[side]}'`,
      )
    await client.query(`
      grant usage on schema identity to autodm_identity;
      grant select, insert, update, delete on all tables in schema identity to autodm_identity;
      grant select on migrations to autodm_identity;
      revoke temporary on database ${client.database} from public;
      revoke connect on database postgres, template1 from public`)
    await client.query('commit')
  })
  const as = (side: keyof typeof own): Login => {
    const url = new URL(owner)
    url.username = own[side]
    url.password = passwords[side]
    return { url: url.toString() }
  }
  return { owner, web: as('web'), system: as('system'), identity: as('identity') }
}

/** Letters, digits, - and _: no sign that SQL or an address would have to escape. */
const newPassword = () => randomBytes(24).toString('base64url')

/**
 * The login of DATABASE_WEB_URL: it may do what `autodm_web` may, and nothing else.
 * Errors: MigrationError, one line that says what to change.
 */
export async function checkWebLogin(owner: string, web: string): Promise<void> {
  const which = `select system.oid::text || pg_postmaster_start_time()::text as place
    from pg_database system where datname = current_database()`
  const place = await withClient(owner, async (client) => (await client.query<{ place: string }>(which)).rows[0]!.place)
  const found = await withClient(web, async (client) => {
    const { rows } = await client.query<{ place: string; user: string; isWeb: boolean; passes: boolean }>(`
      select (${which}) as place, current_user as user,
        pg_has_role(current_user, 'autodm_web', 'usage') as "isWeb",
        (select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user)
          or pg_has_role(current_user, 'autodm_system', 'member')
          or exists (select from pg_class where relname = 'migrations' and pg_has_role(current_user, relowner, 'member')) as passes`)
    return rows[0]!
  })
  if (found.place !== place) throw new MigrationError('DATABASE_WEB_URL: must lead to the same database as DATABASE_URL.')
  if (found.passes)
    throw new MigrationError(
      `DATABASE_WEB_URL: ${found.user} may do more than requests need. Use a login of its own: "create role hub_web login password ` +
        `'…'; grant autodm_web to hub_web;".`,
    )
  if (!found.isWeb)
    throw new MigrationError(`DATABASE_WEB_URL: ${found.user} needs the role autodm_web: "grant autodm_web to ${found.user};".`)
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'autodm migrates' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
