import { randomBytes } from 'node:crypto'
import type { Db } from './db.ts'
import { instanceSetting, type Vault } from './vault.queries.ts'

const instanceWorkspace = '00000000-0000-0000-0000-000000000000'

/** A secret of the whole instance, created once and stored encrypted. */
export async function instanceSecret(vault: Vault, db: Db, name: string): Promise<string> {
  const place = { table: 'instance_settings', row: name, column: 'value', workspaceId: instanceWorkspace }
  const sealed = (await vault.seal(place, randomBytes(32).toString('hex'))).toString('base64')
  return vault.open(place, Buffer.from(await instanceSetting(db, `secret_${name}`, () => sealed), 'base64'))
}
