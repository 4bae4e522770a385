import { auditVerifyCommand } from './audit.ts'
import { cleanupCommand } from './cleanup.ts'
import type { Command } from './command.ts'
import { doctorCommand, reviewKitCommand } from './doctor.ts'
import { importEnvCommand } from './importEnv.ts'
import { migrateCommand } from './migrate.ts'
import { replayCommand } from './replay.ts'
import { resetCommand } from './reset.ts'
import { resetOwnerCommand } from './resetOwner.ts'
import { rotateKeysCommand } from './rotateKeys.ts'
import { seedCommand } from './seed.ts'
import { sendTestCommand } from './sendTest.ts'
import { studioCommand } from './studio.ts'

/** Every command of the command line, by its name. In: what other modules do for a command. */
export const makeCommands = (
  seed: Parameters<typeof seedCommand>[0],
  resetOwner: Parameters<typeof resetOwnerCommand>[0],
  runDoctor: Parameters<typeof doctorCommand>[0],
  makeReviewKit: Parameters<typeof reviewKitCommand>[0],
  verifyAudits: Parameters<typeof auditVerifyCommand>[0],
  rotateKeys: Parameters<typeof rotateKeysCommand>[0],
  others: {
    cleanUp: Parameters<typeof cleanupCommand>[0]
    importEnv: Parameters<typeof importEnvCommand>[0]
    replay: Parameters<typeof replayCommand>[0]
    sendTest: Parameters<typeof sendTestCommand>[0]
  },
): Record<string, Command> => ({
  'audit verify': auditVerifyCommand(verifyAudits),
  cleanup: cleanupCommand(others.cleanUp),
  doctor: doctorCommand(runDoctor),
  'import-env': importEnvCommand(others.importEnv),
  migrate: migrateCommand,
  replay: replayCommand(others.replay),
  reset: resetCommand,
  'reset-owner': resetOwnerCommand(resetOwner),
  'review-kit': reviewKitCommand(makeReviewKit),
  'rotate-keys': rotateKeysCommand(rotateKeys),
  seed: seedCommand(seed),
  'send-test': sendTestCommand(others.sendTest),
  studio: studioCommand,
})
