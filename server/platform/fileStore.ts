import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** More bytes came than were allowed; nothing was kept. */
export class FileTooLarge extends Error {
  override name = 'FileTooLarge'
}

/** What is known of a file that was written. `head`: its first bytes, from which its type is told. */
export type WrittenFile = { size: number; sha256: Buffer; head: Buffer }

/** Files of people and of workspaces, by a path such as `<workspace>/<id>`. */
export type FileStore = {
  /**
   * Writes a file piece by piece; it is at its place only when all of it is on the disk.
   * Errors: FileTooLarge; whatever the source or the disk throws. Nothing is left behind.
   */
  write(at: string, pieces: AsyncIterable<Uint8Array>, mostBytes: number): Promise<WrittenFile>
  /** In: the first and the last byte, both included; absent: all of it. Errors: of the stream, `ENOENT` when there is no such file. */
  read(at: string, range?: { start: number; end: number }): Readable
  /** Where a file is on the disk, for what reads it by its path. */
  placeOf(at: string): string
  /** A file that is not there is none to remove. */
  remove(at: string): Promise<void>
}

const headBytes = 4_100

/** Keeps files in a folder, which is for the program alone. In: the folder; several processes may share it. */
export function fileStore(folder: string): FileStore {
  const home = path.resolve(folder)
  const fileAt = (at: string): string => {
    // Paths are made of ids; nothing that comes from outside may leave the folder.
    if (!/^[\w-]+(\/[\w-]+)*$/.test(at)) throw new Error(`not a path of a file: ${at}`)
    const [first = '', ...rest] = at.split('/')
    const name = rest.at(-1) ?? first
    // At most a few hundred entries side by side, also with a hundred thousand files.
    return path.join(home, first, ...rest.slice(0, -1), name.slice(-2), name)
  }
  return {
    placeOf: fileAt,
    async write(at, pieces, mostBytes) {
      const file = fileAt(at)
      const partial = `${file}.part`
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      const target = await open(partial, 'w', 0o600)
      const digest = createHash('sha256')
      let size = 0
      let head = Buffer.alloc(0)
      try {
        for await (const piece of pieces) {
          size += piece.length
          if (size > mostBytes) throw new FileTooLarge(`more than ${mostBytes} bytes`)
          digest.update(piece)
          if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)])
          await target.writeFile(piece)
        }
        await target.sync()
      } catch (error) {
        await target.close()
        await rm(partial, { force: true })
        throw error
      }
      await target.close()
      await rename(partial, file)
      return { size, sha256: digest.digest(), head }
    },
    read: (at, range) => createReadStream(fileAt(at), range),
    remove: (at) => rm(fileAt(at), { force: true }),
  }
}
