import { randomBytes } from 'node:crypto'
import { instanceWorkspace } from './belongings/sealedColumns.queries.ts'
import type { Db } from './db.ts'
import { instanceSetting, type Vault } from './vault.queries.ts'

/** A secret of the whole instance, created once and stored encrypted. */
export async function instanceSecret(vault: Vault, db: Db, name: string): Promise<string> {
  const place = { table: 'instance_settings', row: name, column: 'value', workspaceId: instanceWorkspace }
  const sealed = (await vault.seal(place, randomBytes(32).toString('hex'))).toString('base64')
  return vault.open(place, Buffer.from(await instanceSetting(db, `secret_${name}`, () => sealed), 'base64'))
}
