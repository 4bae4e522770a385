import type { Command, CommandTools } from './command.ts'
import { WrongUsage } from './command.ts'
import { withDatabase } from './openForCommand.ts'

/** What is sent again: messages that failed or are parked, or what an endpoint did not get. */
export type Replay =
  | { of: 'messages'; workspaceId: string | null; accountId: string | null; code: string | null; since: Date }
  | { of: 'endpoint'; endpointId: string; since: Date; all: boolean }

const textOf = (given: Record<string, unknown>, name: string) => (typeof given[name] === 'string' ? given[name] : null)

/** In: what plans them again. Out: how many. */
export const replayCommand = (replay: (tools: CommandTools, url: string, which: Replay) => Promise<number>): Command => ({
  usage: '--since TIME [--workspace ID | --account ID] [--code CODE] | --endpoint ID --since TIME [--all]',
  summary: 'Sends again what failed since a time: messages, or the deliveries of an endpoint',
  details: [
    'AutoDM Hub may run meanwhile, and need not: what is replayed is sent by the workers that run, or at the next start.',
    'Messages: all that failed or need a person, of one workspace; --account and --code (docs/errors.md) name some. Each is checked again',
    'before it is sent. --endpoint: what it did not get; with --all also what it got. TIME is like 2026-11-30T10:00:00Z. Leaves an audit row.',
  ],
  options: {
    since: { type: 'string' },
    workspace: { type: 'string' },
    account: { type: 'string' },
    code: { type: 'string' },
    endpoint: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
  async run(tools, given) {
    const time = textOf(given, 'since')
    if (time === null) throw new WrongUsage('Say since when with --since, such as --since 2026-11-30T10:00:00Z.')
    const since = new Date(time)
    if (!/^\d{4}-\d\d-\d\dT/.test(time) || Number.isNaN(since.getTime()))
      throw new WrongUsage(`--since: "${time}" is not a time such as 2026-11-30T10:00:00Z.`)
    const [endpointId, accountId, code, workspaceId] = ['endpoint', 'account', 'code', 'workspace'].map((name) => textOf(given, name))
    if (endpointId && (accountId || code || workspaceId)) throw new WrongUsage('--endpoint goes with --since and --all alone.')
    if (!endpointId && given['all']) throw new WrongUsage('--all goes with --endpoint.')
    if (accountId && workspaceId) throw new WrongUsage('Give --account or --workspace, not both: an account has one workspace.')
    const which: Replay = endpointId
      ? { of: 'endpoint', endpointId, since, all: given['all'] === true }
      : { of: 'messages', workspaceId: workspaceId ?? null, accountId: accountId ?? null, code: code ?? null, since }
    await withDatabase(tools, async ({ url, heldBy }) => {
      const count = await replay(tools, url, which)
      const isAlone = !tools.config.databaseUrl && heldBy === null
      tools.say(
        `Sent again: ${count} ${endpointId ? 'deliveries' : 'messages'}.${isAlone && count ? ' They leave when AutoDM Hub runs.' : ''}`,
      )
    })
  },
})
