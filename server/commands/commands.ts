import type { Command } from './command.ts'
import { migrateCommand } from './migrate.ts'
import { resetCommand } from './reset.ts'
import { seedCommand } from './seed.ts'
import { studioCommand } from './studio.ts'

/** Every command of the command line, by its name. In: what makes the demo (seed.ts). */
export const makeCommands = (seed: Parameters<typeof seedCommand>[0]): Record<string, Command> => ({
  migrate: migrateCommand,
  reset: resetCommand,
  seed: seedCommand(seed),
  studio: studioCommand,
})
