import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** A fresh, migrated database for this test alone. */
export async function makeTestDatabase(version = 18): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('servers').find((one) => one.version === version)
  if (!server) throw new Error(`PostgreSQL ${version} is not installed here`)
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin(server.url, `create database ${name} template template_house`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return { url: url.toString(), drop: () => admin(server.url, `drop database if exists ${name} with (force)`) }
}

/** An empty database. In: a server's address. */
export async function emptyDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin(server, `create database ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` })
  return { url: url.toString(), drop: () => admin(server, `drop database if exists ${name} with (force)`) }
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.query(statement)
  await client.end()
}

export const testedVersions = (): number[] => inject('servers').map((one) => one.version)
