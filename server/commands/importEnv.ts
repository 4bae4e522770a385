import type { Command, CommandTools } from './command.ts'
import { CommandError } from './command.ts'
import { withDatabase } from './openForCommand.ts'

export type ImportedEnv = { lines: string[]; failed: number }

/** In: what takes over the environment of another program. */
export const importEnvCommand = (
  importEnv: (
    tools: CommandTools,
    url: string,
    given: { file: string; write: string | null; workspaceId: string | null },
  ) => Promise<ImportedEnv>,
): Command => ({
  usage: 'FILE [--write NEW_FILE] [--workspace ID]',
  summary: 'Takes over the .env file of another program: connects its accounts, and names its settings as they are named here',
  details: [
    'AutoDM Hub may run meanwhile, and need not. Prints what became of each name, and no value. Accounts are checked at the platform first.',
    '--write NEW_FILE writes the settings into a file that does not exist yet, readable by its owner alone, for the environment of AutoDM Hub.',
    'Repeating it changes nothing but tokens. Ends with 1 when an account could not be connected.',
  ],
  takes: 'FILE',
  options: { write: { type: 'string' }, workspace: { type: 'string' } },
  async run(tools, given) {
    const textOf = (name: string) => (typeof given[name] === 'string' ? given[name] : null)
    await withDatabase(tools, async ({ url }) => {
      const { lines, failed } = await importEnv(tools, url, {
        file: textOf('FILE')!,
        write: textOf('write'),
        workspaceId: textOf('workspace'),
      })
      for (const line of lines) tools.say(line)
      if (failed) throw new CommandError(`Accounts that could not be connected: ${failed}.`)
    })
  },
})
