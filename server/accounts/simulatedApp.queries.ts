import { randomBytes } from 'node:crypto'
import type { Db } from '../platform/db.ts'
import { instanceSetting } from '../platform/vault.queries.ts'

/** The secret and verify token of the simulated app, created once per instance. They are valid for simulated accounts only. */
export const simulatedApp = (db: Db): Promise<{ secret: string; verifyToken: string }> =>
  instanceSetting(db, 'simulated_app', () => ({ secret: randomBytes(24).toString('hex'), verifyToken: randomBytes(16).toString('hex') }))
