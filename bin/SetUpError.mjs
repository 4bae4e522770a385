/** Why the set-up cannot go on, in words for the person at the terminal: what is wrong, and what to do. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError'
}

/**
 * Runs a command's program; what stops the set-up is printed without a stack, anything else with one.
 * @param {() => Promise<number>} program answers with the exit code
 */
export async function runCommand(program) {
  // When npm was killed nobody reads our output any more; that must not hinder an orderly end.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  try {
    process.exit(await program())
  } catch (error) {
    console.error(error instanceof SetUpError ? error.message : error)
    process.exit(1)
  }
}
