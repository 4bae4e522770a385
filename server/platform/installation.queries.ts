import { randomUUID } from 'node:crypto'
import type { Db } from './db.ts'
import { instanceSetting } from './vault.queries.ts'

/** The id of this installation, created once: two installations may share a Redis. */
export const installationId = (db: Db): Promise<string> => instanceSetting(db, 'installation', () => randomUUID())
