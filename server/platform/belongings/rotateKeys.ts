import type { Clock } from '../clock.ts'
import { addDataKey, masterKeysOf, removeDataKeys, rewrapDataKeys } from '../dataKeys.queries.ts'
import type { Db } from '../db.ts'
import { keyNumberOf } from '../secretBox.ts'
import { keysKnownMs, openVault, type Vault } from '../vault.queries.ts'
import {
  findFormerSealed,
  findInstanceSecrets,
  instanceWorkspace,
  sealedColumns,
  storeInstanceSecret,
  storeSealedAgain,
  type SealedValue,
} from './sealedColumns.queries.ts'

const keysAtOnce = 200
const valuesAtOnce = 200
const passesAtMost = 20
const firstId = '00000000-0000-0000-0000-000000000000'

type Tools = { db: Db; secretKeys: string[]; clock: Pick<Clock, 'now' | 'wait'> }

/**
 * Wraps every data key by the newest key of SECRET_KEY, a few hundred at once. Other processes work meanwhile: they keep the keys that they
 * opened. Out: how many there were. Errors: SecretKeyError; those done before stay done.
 */
export async function rewrapAll({ db, secretKeys }: Tools): Promise<number> {
  const masters = masterKeysOf(secretKeys)
  let done = 0
  for (;;) {
    const some = await rewrapDataKeys(db, masters, keysAtOnce)
    if (some === 0) return done
    done += some
  }
}

/** A process seals by the former data key again and again; the message says what to do. */
export class FormerKeyInUse extends Error {
  override name = 'FormerKeyInUse'
  constructor() {
    super('A running process still seals by the former data key: its SECRET_KEY does not open the new one. Restart it, then repeat this.')
  }
}

export type Renewed = { number: number; values: number; removed: number }

/**
 * Gives a workspace a new data key and seals its values anew, in batches, while other processes read and write them. Every process seals
 * with the new key a few seconds later at the latest, so the values are gone through again after that time, until none is left. The key
 * before stays until the next renewal: a process may still have a value in hand, or a transaction open, that it sealed. Those before are
 * removed.
 * Errors: SecretKeyError; FormerKeyInUse; an Error for a value that cannot be opened, which names its place. What was done before stays
 *         done.
 */
export async function renewDataKey(tools: Tools, workspaceId: string): Promise<Renewed> {
  const { db, secretKeys, clock } = tools
  const number = await addDataKey(db, masterKeysOf(secretKeys), workspaceId, clock.now())
  // Opened now, so it knows the new key.
  const vault = openVault(db, secretKeys)
  let values = await sealAllAgain(db, vault, { workspaceId, number })
  await clock.wait(keysKnownMs + 1_000)
  for (let more = 1, pass = 0; more > 0; values += more) {
    if (++pass > passesAtMost) throw new FormerKeyInUse()
    more = await sealAllAgain(db, vault, { workspaceId, number })
  }
  const hourAgo = new Date(clock.now().getTime() - 3_600_000)
  return { number, values, removed: await removeDataKeys(db, workspaceId, { below: number - 1, before: hourAgo }) }
}

/** Seals the values of a workspace anew that keys below `number` sealed. Out: how many there were. */
async function sealAllAgain(db: Db, vault: Vault, of: { workspaceId: string; number: number }): Promise<number> {
  const again = async ({ place, sealed }: SealedValue) => {
    const secret = await vault.open(place, sealed).catch((error: Error) => {
      throw new Error(`${place.table}.${place.column} of ${place.row} cannot be opened: ${error.message}`, { cause: error })
    })
    return { row: place.row, former: sealed, sealed: await vault.seal(place, secret) }
  }
  let done = 0
  if (of.workspaceId === instanceWorkspace)
    for (const value of await findInstanceSecrets(db)) {
      if (keyNumberOf(value.sealed) >= of.number) continue
      const { row, former, sealed } = await again(value)
      await storeInstanceSecret(db, row, former, sealed)
      done++
    }
  for (const [table, columns] of Object.entries(sealedColumns))
    for (const column of columns)
      for (let after = firstId; ;) {
        const values = await findFormerSealed(db, { table, column }, { ...of, after, atMost: valuesAtOnce })
        if (values.length) await storeSealedAgain(db, { table, column }, await Promise.all(values.map(again)))
        done += values.length
        if (values.length < valuesAtOnce) break
        after = values.at(-1)!.place.row
      }
  return done
}
