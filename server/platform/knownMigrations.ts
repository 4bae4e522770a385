import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.join(import.meta.dirname, '../../migrations')

/** The migrations of this version, in order. Read once: an upgrade in place must not change what a running process knows. */
export const knownMigrations: readonly string[] = readdirSync(folder)
  .filter((name) => /^\d{4}_.+\.sql$/.test(name))
  .sort()

export const readMigration = (name: string): string => readFileSync(path.join(folder, name), 'utf8')

/** The migrations of a database that this version does not know. */
export const newerAmong = (names: readonly string[]): string[] => names.filter((name) => !knownMigrations.includes(name))
