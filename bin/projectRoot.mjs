import { fileURLToPath } from 'node:url'

/** The folder of this project, without a slash at its end. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * The environment for our programs: without the variables npm sets for its scripts (a nested npm would use some of them), with a folder
 * where Node caches compiled modules, which makes every start but the first faster, and with threads enough that slow look-ups of hosts
 * hold up nothing else (server/platform/boundedResolve.ts).
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function programEnv(env) {
  const kept = Object.entries(env).filter(([name]) => !/^npm_(package|lifecycle|config|command|execpath|node_execpath)/i.test(name))
  return { NODE_COMPILE_CACHE: `${projectRoot}/dist/compiled`, UV_THREADPOOL_SIZE: '16', ...Object.fromEntries(kept) }
}
