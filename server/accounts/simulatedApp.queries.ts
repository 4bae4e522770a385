import { randomBytes } from 'node:crypto'
import type { Db } from '../platform/db.ts'
import { instanceSetting } from '../platform/vault.queries.ts'

/** The secret and verify token of the app that the simulator pretends to run, made once per instance. They open nothing but a pretend world. */
export const simulatedApp = (db: Db): Promise<{ secret: string; verifyToken: string }> =>
  instanceSetting(db, 'simulated_app', () => ({ secret: randomBytes(24).toString('hex'), verifyToken: randomBytes(16).toString('hex') }))
