import { spawn } from 'node:child_process'

const patienceMs = 4_000

/**
 * Runs one program until it ends; when we are asked to end meanwhile, it is asked too, and killed after four seconds.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, ending: AbortSignal, quiet?: boolean, input?: 'inherit' }} options `quiet`: keep its words
 * instead of showing them
 * @returns {Promise<{ code: number, said: string }>} a program that a signal ended has code 1; throws when it cannot be started
 */
export async function runToEnd(file, args, { cwd, env, ending, quiet = false, input }) {
  if (ending.aborted) return { code: 1, said: '' }
  const output = quiet ? 'pipe' : 'inherit'
  const child = spawn(file, args, { cwd, env, stdio: [input ?? 'ignore', output, output] })
  let said = ''
  child.stdout?.on('data', (bytes) => (said += bytes))
  child.stderr?.on('data', (bytes) => (said += bytes))
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), patienceMs).unref()
  }
  ending.addEventListener('abort', stop)
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exitCode) => resolve(exitCode ?? 1))
    })
    return { code, said }
  } finally {
    ending.removeEventListener('abort', stop)
  }
}
