import { migrate } from '../platform/migrate.queries.ts'
import { CommandError, WrongUsage, type Command, type CommandTools } from './command.ts'
import { withDatabase } from './openForCommand.ts'
import { aloneWith } from './reset.queries.ts'

const email = 'demo@example.com'
const mostDays = 366

/** In: what makes the demo, which is above the modules: it plays with the whole product. */
export const seedCommand = (seed: (tools: CommandTools, url: string, days: number, email: string) => Promise<void>): Command => ({
  usage: '[--days 90]',
  summary: 'Makes a demo workspace with a history, in which every page has something to show',
  details: [
    'Stop AutoDM Hub first. The history is played with the simulator, as it would happen, and ends now: 90 days take about two minutes.',
    `Prints the login of its owner, ${email}. Where the demo is complete already, nothing is done.`,
  ],
  options: { days: { type: 'string', default: '90' } },
  async run(tools, given) {
    const days = Number(given['days'])
    if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new WrongUsage(`--days: give a whole number from 1 to ${mostDays}.`)
    if (!tools.config.simulator || tools.config.simulatorUrl)
      throw new CommandError('The demo needs the simulator of this machine: set SIMULATOR=on, without SIMULATOR_URL.')
    await withDatabase(tools, async ({ url, heldBy }) => {
      if (heldBy !== null) throw new CommandError(`AutoDM Hub is running at ${heldBy}. Stop it first.`)
      await migrate(url, tools.log, { singleRole: tools.config.singleRoleAllowed })
      const isAlone = await aloneWith(url, () => seed(tools, url, days, email))
      if (!isAlone) throw new CommandError('Processes of AutoDM Hub work on this database. Stop them first.')
    })
  },
})
