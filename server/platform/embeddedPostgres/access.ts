import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'

/** How to reach the embedded server: stored inside its data folder, so that a folder and its password stay together. */
export type Access = { port: number; password: string }

export const superuser = 'postgres'
const fileName = 'autodm-access.json'

/** Writes port and password, readable by the owner alone, atomically: a crash cannot leave half a file. */
export function storeAccess(data: string, access: Access, own: (file: string) => void): void {
  const scratch = path.join(data, `${fileName}.${process.pid}`)
  const fd = fs.openSync(scratch, 'w', 0o600)
  try {
    fs.writeFileSync(fd, JSON.stringify(access))
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
  own(scratch)
  fs.renameSync(scratch, path.join(data, fileName))
}

/** Reads what storeAccess wrote. Errors: EmbeddedPostgresError when it is missing or unreadable. */
export function readAccess(data: string): Access {
  const file = path.join(data, fileName)
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new EmbeddedPostgresError(
      `${data} is a database that was not made here (${fileName} is missing): bring it back from a backup, or move the folder away.`,
    )
  }
  try {
    const { port, password } = JSON.parse(text) as Access
    if (Number.isInteger(port) && typeof password === 'string') return { port, password }
  } catch {
    // falls through to the same line
  }
  throw new EmbeddedPostgresError(`${file} cannot be read as JSON: bring it back from a backup.`)
}

/** The address of database `postgres` as superuser. */
export function accessUrl(access: Access): string {
  return `postgres://${superuser}:${encodeURIComponent(access.password)}@127.0.0.1:${access.port}/postgres`
}

/**
 * Returns a free port on loopback: the preferred one if it is free, else another below the range for outgoing connections (Linux from
 * 32768, macOS from 49152), so that it is still free when the server is started again.
 */
export async function freePort(wished = 0): Promise<number> {
  if (wished !== 0 && (await isFree(wished))) return wished
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('no free port between 20000 and 32000 on 127.0.0.1')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
