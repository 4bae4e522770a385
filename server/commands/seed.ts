import { migrate } from '../platform/migrate.queries.ts'
import { CommandError, WrongUsage, type Command, type CommandTools } from './command.ts'
import { withDatabase } from './openForCommand.ts'
import { removeSimulated } from './reset.ts'
import { aloneWith, dropEverything } from './reset.queries.ts'

const email = 'demo@example.com'
const mostDays = 366

/** Makes the demo. Out: `interrupted`: an earlier one is there, not complete, and the hub has nothing else. */
type Seed = (tools: CommandTools, url: string, days: number, email: string) => Promise<'made' | 'interrupted'>

/** In: what makes the demo, which is above the modules: it plays with the whole product. */
export const seedCommand = (seed: Seed): Command => ({
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
      const seedAlone = async () => {
        await migrate(url, tools.log, { singleRole: tools.config.singleRoleAllowed })
        let made: 'made' | 'interrupted' | undefined
        if (!(await aloneWith(url, async () => void (made = await seed(tools, url, days, email))))) refuseOthers()
        return made
      }
      if ((await seedAlone()) === 'made') return
      tools.say('An earlier demo was interrupted: it is deleted and made anew.')
      if (!(await dropEverything(url))) refuseOthers()
      await removeSimulated(tools.config.dataDir)
      await seedAlone()
    })
  },
})

function refuseOthers(): never {
  throw new CommandError('Processes of AutoDM Hub work on this database. Stop them first.')
}
