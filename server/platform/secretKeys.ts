import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The encryption keys: from SECRET_KEY, or one created once and stored in the data folder, readable by its owner alone. */
export function secretKeysOf(config: { secretKeys: string[] | null; dataDir: string }): string[] {
  if (config.secretKeys) return config.secretKeys
  const file = path.join(config.dataDir, 'secret-key')
  mkdirSync(config.dataDir, { recursive: true })
  try {
    // `wx` fails when it exists: of two that start together, one makes it and both read it.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
  return [readFileSync(file, 'utf8').trim()]
}
