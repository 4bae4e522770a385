import { existsSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Log } from './log.ts'
import { MigrationError } from './MigrationError.ts'

/**
 * Refuses to start with an empty outside database while the data folder holds an embedded one, whose accounts, people and leads would seem
 * to be lost.
 * In:     both locations; `startEmpty`: allowed by DATABASE_START_EMPTY.
 * Errors: MigrationError, one line, when the outside database is empty and that was not allowed.
 */
export async function refuseToLeaveDataBehind(
  { databaseUrl, dataDir, startEmpty }: { databaseUrl: string; dataDir: string; startEmpty: boolean },
  log: Log,
): Promise<void> {
  const embedded = path.join(dataDir, 'postgres')
  if (!existsSync(path.join(embedded, 'data/PG_VERSION'))) return
  if (startEmpty || !(await isEmpty(databaseUrl)))
    return log.warn({ file: embedded }, 'the embedded database in the data folder is not used, because DATABASE_URL is set')
  throw new MigrationError(
    `DATABASE_URL: that database is empty, but ${embedded} holds an embedded one, whose data would be left behind. Remove ` +
      'DATABASE_URL to go on with it, or set DATABASE_START_EMPTY=allow to begin anew (docs/settings.md#database_start_empty)',
  )
}

async function isEmpty(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('public.workspaces') is not null as there`)
    return !rows[0]!.there
  } finally {
    await client.end().catch(() => {})
  }
}
