import { auditVerifyCommand } from './audit.ts'
import type { Command } from './command.ts'
import { doctorCommand, reviewKitCommand } from './doctor.ts'
import { migrateCommand } from './migrate.ts'
import { resetCommand } from './reset.ts'
import { resetOwnerCommand } from './resetOwner.ts'
import { rotateKeysCommand } from './rotateKeys.ts'
import { seedCommand } from './seed.ts'
import { studioCommand } from './studio.ts'

/** Every command of the command line, by its name. In: what other modules do for a command. */
export const makeCommands = (
  seed: Parameters<typeof seedCommand>[0],
  resetOwner: Parameters<typeof resetOwnerCommand>[0],
  runDoctor: Parameters<typeof doctorCommand>[0],
  makeReviewKit: Parameters<typeof reviewKitCommand>[0],
  verifyAudits: Parameters<typeof auditVerifyCommand>[0],
  rotateKeys: Parameters<typeof rotateKeysCommand>[0],
): Record<string, Command> => ({
  'audit verify': auditVerifyCommand(verifyAudits),
  doctor: doctorCommand(runDoctor),
  migrate: migrateCommand,
  reset: resetCommand,
  'reset-owner': resetOwnerCommand(resetOwner),
  'review-kit': reviewKitCommand(makeReviewKit),
  'rotate-keys': rotateKeysCommand(rotateKeys),
  seed: seedCommand(seed),
  studio: studioCommand,
})
