import { compileSet, type CompiledSet } from '../engine/compileSet.ts'
import type { Automation } from '../model/automation.ts'
import type { Db, Trx } from '../platform/db.ts'
import { findSet, findVersions } from './sets.queries.ts'

export type LoadedSet = { number: number; compiled: CompiledSet; automations: Automation[]; byVersion: Map<string, Automation> }

const accountsKept = 5_000
const versionsKept = 20_000

/**
 * Caches the compiled automations of accounts: an account's set has a number that grows with every change, so a cached set is either
 * current or replaced. Also caches single versions, which never change.
 */
export class SetCache {
  readonly #sets = new Map<string, LoadedSet>()
  readonly #versions = new Map<string, Automation>()

  /** The compiled set of an account. In: the account and the current number of its set. */
  async get(db: Db | Trx, accountId: string, number: number): Promise<LoadedSet> {
    const known = this.#sets.get(accountId)
    if (known?.number === number) return known
    const automations = await findSet(db, accountId, number)
    const loaded: LoadedSet = {
      number,
      compiled: compileSet(automations),
      automations,
      byVersion: new Map(automations.map((one) => [one.versionId, one])),
    }
    remember(this.#sets, accountId, loaded, accountsKept)
    return loaded
  }

  /** Loads missing versions; `version` then returns them without waiting. */
  async load(db: Db | Trx, versionIds: string[]): Promise<void> {
    const missing = [...new Set(versionIds)].filter((id) => !this.#versions.has(id))
    for (const automation of await findVersions(db, missing)) remember(this.#versions, automation.versionId, automation, versionsKept)
  }

  version(versionId: string): Automation | undefined {
    return this.#versions.get(versionId)
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T, most: number) {
  map.delete(key)
  map.set(key, value)
  if (map.size > most) map.delete(map.keys().next().value!)
}
