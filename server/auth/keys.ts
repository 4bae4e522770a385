import { createHash, createHmac } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import { permissionsOf, scopes, type Permission } from '../model/permission.ts'
import { callsPerAddress } from '../platform/callsPerAddress.ts'
import { ApiError } from '../platform/errors.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import { newToken } from '../platform/tokens.ts'
import type { Principal } from './access.ts'
import { findKey, noteKeyUses, type FoundKey } from './keys.queries.ts'
import { countedAddress } from './proxies.ts'

/** Shorter than the second within which a revoked key ends, in case this process missed the notification. */
export const keyCacheMs = 900
const rememberedKeys = 2_000
/** A key has 200 bits, so this does not prevent guessing: it keeps a program with a wrong key away from the database. */
export const wrongKeys = { calls: 30, perMs: 60_000 }
const noteEveryMs = 60_000
/** Uses are gathered for this long and written with one statement. */
const gatherMs = 500

const start = 'autodm_'
const shownCharacters = start.length + 8

/** The maker of a key that BOOTSTRAP_API_KEY made: the operator of the instance, whom no role limits. */
export const bootstrapActor = 'key:bootstrap'

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/** A new key, which only its maker sees, and what is stored of it. */
export function makeKey(): { key: string; prefix: string; hash: Buffer } {
  const key = start + newToken() + newToken()
  return { key, prefix: key.slice(0, shownCharacters), hash: hashOf(key) }
}

/**
 * By what keys that BOOTSTRAP_API_KEY made are known as its own: an HMAC with a secret of the instance, so that the database alone does not
 * let it be guessed. Null: it is not set.
 */
export async function bootstrapPrint({ config, vault, databases }: Pick<Deps, 'config' | 'vault' | 'databases'>): Promise<Buffer | null> {
  if (config.bootstrapApiKey === null) return null
  const secret = await instanceSecret(vault, databases.system, 'bootstrap')
  return createHmac('sha256', secret).update(config.bootstrapApiKey).digest()
}

/**
 * What a key may now: of its scopes, those that its maker still has. In: `print`: of the BOOTSTRAP_API_KEY that is set.
 * Out: null when its maker is no longer a member, or is a BOOTSTRAP_API_KEY that was changed or unset.
 */
export function heldBy(key: Pick<FoundKey, 'madeBy' | 'madeWith' | 'role' | 'scopes'>, print: Buffer | null): Permission[] | null {
  const given = scopes.filter((scope) => key.scopes.includes(scope))
  if (key.madeBy === bootstrapActor) return print && (key.madeWith === null || key.madeWith.equals(print)) ? given : null
  if (key.role === null) return null
  const makers = permissionsOf(key.role)
  return given.filter((scope) => makers.includes(scope))
}

/** The accounts that both see; null: all. */
const seenByBoth = (one: string[] | null, other: string[] | null): string[] | null =>
  one && other ? one.filter((id) => other.includes(id)) : (one ?? other)

export type Keys = {
  /**
   * In:     the key as it was sent, and whose request it is.
   * Out:    the caller; null when the key is wrong, revoked or expired, or its maker left.
   * Errors: ApiError too_many_attempts, with `Retry-After`, for an unknown key after too many wrong ones from its address.
   */
  resolve(key: string, from: { address: string; reply: FastifyReply | undefined }): Promise<Principal | null>
  /** Every key is looked up again. */
  forget(): void
}

/** A key, and its scopes as its maker holds them. */
type HeldKey = FoundKey & { held: Permission[] | null }
type Remembered = { until: number; found: Promise<HeldKey | null> }

/**
 * Looks keys up by their hash and remembers them for less than a second. Their last use is noted at most once a minute. A wrong key is
 * logged by its prefix, and only if it has the form of ours: another secret may have been sent in its place.
 */
export function makeKeys(deps: Pick<Deps, 'config' | 'vault' | 'databases' | 'clock' | 'log'>): Keys {
  const { clock, log } = deps
  const { system } = deps.databases
  const remembered = new Map<string, Remembered>()
  const wrong = callsPerAddress(clock, wrongKeys)
  const refusedUntil = new Map<string, number>()
  const used = new Map<string, Date>()

  function noteUse(key: FoundKey): void {
    const at = clock.now()
    if (key.lastUsedAt && at.getTime() - key.lastUsedAt.getTime() < noteEveryMs) return
    if (!used.size) void clock.wait(gatherMs).then(writeUses)
    used.set(key.id, at)
  }
  function writeUses(): Promise<void> {
    const uses = [...used].map(([id, at]) => ({ id, at }))
    used.clear()
    // Not worth an error of its own: it is noted with a later use.
    return noteKeyUses(system, uses, noteEveryMs).catch((error: Error) => log.debug({ err: error }, 'uses of keys could not be noted'))
  }

  async function lookUp(hash: Buffer): Promise<HeldKey | null> {
    const key = await findKey(system, hash)
    if (!key) return null
    const found = { ...key, held: heldBy(key, key.madeBy === bootstrapActor ? await bootstrapPrint(deps) : null) }
    if (isValid(found)) noteUse(found)
    return found
  }
  const isValid = (key: HeldKey) => (key.expiresAt === null || key.expiresAt > clock.now()) && key.held !== null

  function find(key: string, address: string, reply: FastifyReply | undefined): Promise<HeldKey | null> {
    const hash = hashOf(key)
    const name = hash.toString('base64')
    const now = clock.machineMs()
    const known = remembered.get(name)
    if (known && known.until > now) return known.found
    // A key that was right before is looked up in any case: the wrong ones may be another program's behind the same address.
    if (!known) refuseWhileTooMany(address, reply)
    const found = lookUp(hash)
    remembered.delete(name)
    remembered.set(name, { until: now + keyCacheMs, found })
    if (remembered.size > rememberedKeys) remembered.delete(remembered.keys().next().value!)
    found.then(
      (one) => (one === null || !isValid(one)) && remembered.delete(name),
      () => remembered.delete(name),
    )
    return found
  }
  function refuseWhileTooMany(address: string, reply: FastifyReply | undefined): void {
    const left = (refusedUntil.get(address) ?? 0) - clock.machineMs()
    if (left <= 0) return void refusedUntil.delete(address)
    const seconds = Math.ceil(left / 1000)
    void reply?.header('retry-after', seconds)
    throw new ApiError('too_many_attempts', `Too many requests with a wrong key. Try again in ${seconds} seconds.`)
  }
  function countWrong(key: string, address: string): void {
    const prefix = key.startsWith(start) ? key.slice(0, shownCharacters) : 'unknown'
    log.warn({ address, prefix, reason: 'wrong_key' }, 'a request with a wrong API key was refused')
    const seconds = wrong.count(address)
    if (seconds === null) return
    refusedUntil.set(address, clock.machineMs() + seconds * 1000)
    if (refusedUntil.size > rememberedKeys) refusedUntil.delete(refusedUntil.keys().next().value!)
  }

  return {
    async resolve(key, { address, reply }) {
      const counted = countedAddress(address)
      const found = await find(key, counted, reply)
      if (!found || !isValid(found)) {
        // A stream that asks again sends no request.
        if (reply) countWrong(key, counted)
        return null
      }
      return {
        kind: 'key',
        user: null,
        memberId: null,
        workspaceId: found.workspaceId,
        accountIds: seenByBoth(found.accountIds, found.makersAccountIds),
        // No role: what only owners may do, a key may not.
        role: 'key',
        permissions: new Set(found.held),
        actor: `key:${found.id}`,
        login: `key:${found.id}`,
      }
    },
    forget() {
      // They stay known as keys that were right.
      for (const one of remembered.values()) one.until = 0
    },
  }
}
