import { isPostmasterOf } from './postmasterFile.ts'

const everyMs = 250

export type PostmasterWatch = { onExit: (callback: (reason: string) => void) => void; end: () => void }

/**
 * Detects when a server ends although no one asked for it. An adopted server is not our child and sends no exit event, so both kinds are
 * watched the same way: by polling four times a second, without keeping the program alive.
 */
export function watchPostmaster(pid: number, data: string): PostmasterWatch {
  const callbacks: ((reason: string) => void)[] = []
  const timer = setInterval(() => {
    if (isPostmasterOf(pid, data)) return
    clearInterval(timer)
    for (const callback of callbacks) callback(`the embedded database (process ${pid}) ended by itself`)
  }, everyMs)
  timer.unref()
  return { onExit: (callback) => void callbacks.push(callback), end: () => clearInterval(timer) }
}
