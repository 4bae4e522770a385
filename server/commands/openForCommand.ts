import { worldClock } from '../platform/clock.ts'
import { openDatabase, type OpenedDatabase } from '../platform/openDatabase.ts'
import { reachDatabase } from '../platform/reachDatabase.ts'
import type { CommandTools } from './command.ts'

/**
 * Opens the database for a command: the outside one, that of a running AutoDM Hub, or the embedded one, started for as long as the command
 * takes. Runs `work` and closes what was opened.
 */
export async function withDatabase<T>(tools: CommandTools, work: (database: OpenedDatabase) => Promise<T>): Promise<T> {
  const { config, log } = tools
  const database = await openDatabase(config, 'a command', log, () => {})
  try {
    if (config.databaseUrl) await reachDatabase('DATABASE_URL', config.databaseUrl, { clock: worldClock(), log })
    return await work(database)
  } finally {
    await database.close()
  }
}
