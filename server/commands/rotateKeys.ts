import type { Command, CommandTools } from './command.ts'
import { CommandError } from './command.ts'
import { withDatabase } from './openForCommand.ts'

export type RotatedKeys = { wrapped: number; renewed: { number: number; values: number; removed: number } | null }

/** In: what rotates keys; `renew`: a workspace, or `instance`; null: no data key is renewed. Null as an answer: no such workspace. */
export const rotateKeysCommand = (
  rotate: (tools: CommandTools, url: string, renew: string | null) => Promise<RotatedKeys | null>,
): Command => ({
  usage: '[--renew WORKSPACE_ID]',
  summary: 'Wraps the data keys of all workspaces by the first key of SECRET_KEY, so that the others can be removed from it',
  details: [
    'AutoDM Hub may run meanwhile, and need not. Add the new key to SECRET_KEY of every process first (docs/operating.md#rotating-keys).',
    '--renew WORKSPACE_ID also gives that workspace a new data key and seals its secrets again; --renew instance does so for the instance itself.',
  ],
  options: { renew: { type: 'string' } },
  async run(tools, given) {
    const renew = typeof given['renew'] === 'string' ? given['renew'] : null
    await withDatabase(tools, async ({ url }) => {
      const done = await rotate(tools, url, renew).catch((error: { code?: string }) => {
        if (error.code !== '42P01') throw error
        throw new CommandError('This database is empty. Start AutoDM Hub once: npm start.', { cause: error })
      })
      if (!done) throw new CommandError(`There is no workspace ${renew}.`)
      tools.say(`Data keys wrapped by the first key of SECRET_KEY: ${done.wrapped}. The other keys are no longer needed.`)
      if (!done.renewed) return
      const { number, values, removed } = done.renewed
      tools.say(`Data key ${number} is in use. Secrets sealed again: ${values}. Former data keys removed: ${removed}.`)
    })
  },
})
