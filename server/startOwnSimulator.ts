import { spawn } from 'node:child_process'
import path from 'node:path'
import { CommandError } from './commands/command.ts'

/**
 * Starts the simulator of this data folder as a program beside this one, as the launcher does, with its clock so many days behind.
 * Errors: CommandError when it cannot start; it has printed why.
 */
export async function startOwnSimulator(behindDays: number): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [...process.execArgv, path.join(import.meta.dirname, '../simulator/main.ts')], {
    env: { ...process.env, SIMULATOR_BEHIND_DAYS: String(behindDays) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url: string }) => resolve(message.url))
    child.once('exit', () => reject(new CommandError('The simulator did not start.')))
  })
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
