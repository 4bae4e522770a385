import { statfs } from 'node:fs/promises'

/** Free space on the disk of a folder; null where the folder is missing. */
export async function freeBytes(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null)
  return found && found.bavail * found.bsize
}
