import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A separate disk for one folder, small enough to be filled. */
export type SmallDisk = { fill(): void; free(): void; freeBytes(): number; remove(): void }

/**
 * Mounts a small file system in memory at a folder.
 * Errors: states the requirements where it cannot be mounted.
 */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    throw new Error(
      `A full disk needs a disk that can be filled: run this on Linux as root, where "mount -t tmpfs" is allowed (${(error as Error).message.trim()}).`,
      { cause: error },
    )
  }
  const filler = path.join(folder, 'filler')
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    freeBytes,
    /** Fills the disk to the last byte; a further call also fills what was freed meanwhile. */
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (const bytes of [1 << 20, 1 << 12])
          for (const chunk = Buffer.alloc(bytes); ;)
            try {
              if (writeSync(file, chunk) < bytes) break
            } catch {
              break
            }
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' }),
  }
}
