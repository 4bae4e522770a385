import { migrate } from '../platform/migrate.queries.ts'
import type { Command } from './command.ts'
import { withDatabase } from './openForCommand.ts'

export const migrateCommand: Command = {
  usage: '',
  summary: 'Migrates the database to this version; running processes of an older version are asked to stop',
  run: (tools) =>
    withDatabase(tools, async ({ url }) => {
      const applied = await migrate(url, tools.log, { singleRole: tools.config.singleRoleAllowed })
      for (const name of applied) tools.say(`Applied ${name}`)
      tools.say(applied.length ? 'The database is up to date.' : 'The database was up to date already.')
    }),
}
