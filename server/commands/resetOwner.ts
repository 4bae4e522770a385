import { worldClock } from '../platform/clock.ts'
import { openDatabases, type Db } from '../platform/db.ts'
import { idMaker } from '../platform/ids.ts'
import { CommandError, WrongUsage, type Command } from './command.ts'
import { withDatabase } from './openForCommand.ts'

type Reset = { owners: string[]; done: { email: string; password: string; endedSessions: number } | null }
type Tools = { clock: ReturnType<typeof worldClock>; newId: () => string }

/** In: what gives an owner a new password (auth/resetOwner.ts). */
export const resetOwnerCommand = (reset: (db: Db, tools: Tools, email: string | null) => Promise<Reset>): Command => ({
  usage: '[--email maya@example.com]',
  summary: 'Gives an owner who cannot sign in a new password, and ends their sessions',
  details: ['AutoDM Hub may run meanwhile. With several owners, --email names one. Prints the password once, and leaves an audit row.'],
  options: { email: { type: 'string' } },
  async run(tools, given) {
    const email = typeof given['email'] === 'string' ? given['email'] : null
    await withDatabase(tools, async ({ url }) => {
      const clock = worldClock()
      const databases = openDatabases(url, tools.log, { singleRole: tools.config.singleRoleAllowed, system: 1 })
      try {
        const { owners, done } = await reset(databases.system, { clock, newId: idMaker(() => clock.machineMs()) }, email)
        if (!owners.length) throw new CommandError('There is no owner yet. Open the hub: its first page creates one.')
        if (!done && email !== null) throw new CommandError(`"${email}" is not the email of an owner. Owners: ${owners.join(', ')}`)
        if (!done) throw new WrongUsage(`There are several owners. Name one with --email: ${owners.join(', ')}`)
        tools.say(`Sign in as ${done.email} with the password ${done.password}`)
        tools.say(
          `Sessions ended: ${done.endedSessions}. This password is not shown again; change it after signing in, in Settings under Your profile.`,
        )
      } catch (error) {
        if ((error as { code?: string }).code !== '42P01') throw error
        throw new CommandError('This database is empty: there is no owner yet.', { cause: error })
      } finally {
        await databases.close()
      }
    })
  },
})
