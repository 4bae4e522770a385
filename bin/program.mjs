import { spawn } from 'node:child_process'
import { nodeFlags } from './findNode.mjs'
import { programEnv, projectRoot } from './projectRoot.mjs'

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} End */
/**
 * @typedef {object} Program a program that runs until it is stopped, connected by Node's IPC channel
 * @property {string} name
 * @property {(message: object) => void} send
 * @property {Promise<End>} ended
 * @property {(patienceMs: number) => Promise<boolean>} stop SIGTERM, then SIGKILL; true when it ended in time on SIGTERM
 */

/**
 * Starts a program in its own session: Ctrl-C reaches only the launcher, which stops everything in order.
 * When the launcher is killed, the channel closes and the program ends (`process.on('disconnect')`).
 * @param {{ name: string, node: string, args: string[], env?: NodeJS.ProcessEnv, onMessage: (message: Record<string, unknown>) => void }}
 * options
 * @returns {Program}
 */
export function startProgram({ name, node, args, env = {}, onMessage }) {
  const child = spawn(node, [...nodeFlags, ...args], {
    cwd: projectRoot,
    env: { ...programEnv(process.env), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  child.on('message', (message) => onMessage(/** @type {Record<string, unknown>} */ (message ?? {})))
  /** @type {Promise<End>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`The ${name} could not be started: ${error.message}`)
      resolve({ code: 1, signal: null })
    })
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  return {
    name,
    ended,
    send: (message) => void (child.connected && child.send(message, () => {})), // it may end meanwhile; `ended` reports that
    stop: async (patienceMs) => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return true
      child.kill('SIGTERM')
      const inTime = await Promise.race([ended.then(() => true), later(patienceMs)])
      if (!inTime) killGroup(child.pid)
      await ended
      return inTime
    },
  }
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has just ended
  }
}

/**
 * @param {number} ms
 * @returns {Promise<false>}
 */
function later(ms) {
  return new Promise((resolve) => void setTimeout(() => resolve(false), ms).unref())
}
