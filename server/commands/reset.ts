import { rm } from 'node:fs/promises'
import path from 'node:path'
import { migrate } from '../platform/migrate.queries.ts'
import { CommandError, WrongUsage, type Command } from './command.ts'
import { withDatabase } from './openForCommand.ts'
import { dropEverything } from './reset.queries.ts'

export const resetCommand: Command = {
  usage: '--yes',
  summary: 'Deletes all data of this hub and of the simulator, and starts with an empty database',
  details: ['Stop AutoDM Hub first. Keys and settings stay. There is no way back but a backup.'],
  options: { yes: { type: 'boolean', default: false } },
  async run(tools, { yes }) {
    const { config, log, say } = tools
    const where = config.databaseUrl ? `the database ${nameOf(config.databaseUrl)}` : `the database in ${path.resolve(config.dataDir)}`
    if (!yes) throw new WrongUsage(`This deletes everything in ${where}. Repeat it with --yes.`)
    await withDatabase(tools, async ({ url, heldBy }) => {
      if (heldBy !== null) throw new CommandError(`AutoDM Hub is running at ${heldBy}. Stop it first.`)
      if (!(await dropEverything(url))) throw new CommandError(`Processes of AutoDM Hub work on ${where}. Stop them first.`)
      await migrate(url, log, { singleRole: config.singleRoleAllowed })
    })
    await removeSimulated(config.dataDir)
    say(`Everything in ${where} is deleted. Start AutoDM Hub and create the owner.`)
  },
}

/** Removes the simulated world, whose accounts were connected in the database. */
export const removeSimulated = (dataDir: string): Promise<void> => rm(path.join(dataDir, 'simulator'), { recursive: true, force: true })

/** Without user and password. */
const nameOf = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${decodeURIComponent(pathname.slice(1))} at ${host}`
}
