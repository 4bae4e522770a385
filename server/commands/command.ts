import type { ParseArgsOptionsConfig } from 'node:util'
import type { Deps } from '../deps.ts'
import type { Log } from '../platform/log.ts'

/** What a command works with. `say` prints one line of its output. */
export type CommandTools = { config: Deps['config']; log: Log; say: (line: string) => void }

/** A command of the command line. */
export type Command = {
  /** Its arguments, as they are shown in the help. */
  usage: string
  summary: string
  /** More lines for `--help`. */
  details?: string[]
  options?: ParseArgsOptionsConfig
  /** The name of what has to follow without an option, such as FILE. */
  takes?: string
  /** Runs it. Errors: CommandError when it cannot be done; WrongUsage when it was called wrongly. */
  run(tools: CommandTools, given: Record<string, unknown>): Promise<void>
}

/** The command cannot be done now; the message says why and what to do. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** The command was called wrongly; the message says how to call it. */
export class WrongUsage extends Error {
  override name = 'WrongUsage'
}
