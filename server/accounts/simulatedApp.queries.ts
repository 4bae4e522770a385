import { randomBytes } from 'node:crypto'
import type { Db } from '../platform/db.ts'
import { instanceSetting } from '../platform/vault.queries.ts'

/** The app that the simulator has, unless its settings say otherwise. */
const simulatedAppId = '990000000000001'

/** Its configuration for embedded signup. */
export const simulatedConfigId = '990000000000002'

/** The id, secret and verify token of the simulated app, made once per instance. They are valid for simulated accounts only. */
export async function simulatedApp(db: Db): Promise<{ id: string; secret: string; verifyToken: string }> {
  const made = () => ({ secret: randomBytes(24).toString('hex'), verifyToken: randomBytes(16).toString('hex') })
  return { id: simulatedAppId, ...(await instanceSetting(db, 'simulated_app', made)) }
}
