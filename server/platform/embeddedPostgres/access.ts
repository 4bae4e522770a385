import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.ts'

/** How to reach the embedded server: kept inside its data folder, so that a folder and its password never part. */
export type Access = { port: number; password: string }

export const superuser = 'postgres'
const fileName = 'autodm-access.json'

/** Writes port and password, readable by the owner alone, in one step that a crash cannot halve. */
export function keepAccess(data: string, access: Access, own: (file: string) => void): void {
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

/** Reads what keepAccess wrote. Errors: EmbeddedPostgresError when it is missing or unreadable. */
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

/** A port on loopback that nobody uses now: the wished one if it is free, else one the system picks. */
export async function freePort(wished = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', (error: NodeJS.ErrnoException) => (wished === 0 ? reject(error) : resolve(freePort())))
    server.listen(wished, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
