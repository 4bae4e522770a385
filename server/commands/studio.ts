import { CommandError, type Command } from './command.ts'
import { withDatabase } from './openForCommand.ts'

export const studioCommand: Command = {
  usage: '',
  summary: 'Prints how to connect to the database with any PostgreSQL tool',
  run: (tools) =>
    withDatabase(tools, async ({ url, heldBy }) => {
      if (!tools.config.databaseUrl && heldBy === null)
        throw new CommandError('The embedded database runs only while AutoDM Hub runs. Start it, then repeat this.')
      const { hostname, port, username, password, pathname } = new URL(url)
      const rows = {
        Host: hostname,
        Port: port || '5432',
        Database: decodeURIComponent(pathname.slice(1)),
        User: decodeURIComponent(username),
        Password: decodeURIComponent(password),
      }
      for (const [name, value] of Object.entries(rows)) tools.say(`${name.padEnd(9)} ${value}`)
      tools.say('')
      tools.say(`psql '${url}'`)
      tools.say('Read as you like. What is changed by hand is not checked, leaves no audit row, and may stop messages.')
    }),
}
