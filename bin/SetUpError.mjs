/** Why the setup cannot continue, as a message for the terminal: what is wrong, and what to do. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError'
}

/**
 * Runs a command's program. A SetUpError is printed without a stack, any other error with one.
 * @param {() => Promise<number>} program returns the exit code
 */
export async function runCommand(program) {
  // After npm was killed nothing reads this output; that must not prevent an orderly end.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  try {
    process.exit(await program())
  } catch (error) {
    console.error(error instanceof SetUpError ? error.message : error)
    process.exit(1)
  }
}
