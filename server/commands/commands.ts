import type { Command } from './command.ts'
import { migrateCommand } from './migrate.ts'
import { resetCommand } from './reset.ts'
import { studioCommand } from './studio.ts'

/** Every command of the command line, by its name. */
export const commands: Record<string, Command> = {
  migrate: migrateCommand,
  reset: resetCommand,
  studio: studioCommand,
}
