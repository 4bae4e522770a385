import { appSigner, simulatorSigner, type Signer } from '../model/signer.ts'

/** A secret that may sign webhooks, and whom a body signed with it speaks for. */
export type SigningKey = {
  secret: string
  signer: Signer
  /** The accounts it speaks for, by the platform's ids; null when it speaks for more. */ ids: string[] | null
}
/** What an account brings: its own secret, if it has one. */
export type OwnSecret = { id: string; externalId: string; simulated: boolean; secret: string | null }
/** What holds for more than one account: the app's secrets from the settings, and the simulated app's while the simulator is on. */
export type SharedSecrets = { app: string[]; simulator: string | null }

/**
 * For the app-wide addresses: every secret once, with everybody who has it. A secret given to two accounts speaks for both, one that is also
 * the app's for all: whoever knows it may do that anyway, and nobody loses a right because somebody else was given the same secret.
 */
export function appWideKeys(shared: SharedSecrets, accounts: readonly OwnSecret[]): SigningKey[] {
  const keys = new Map<string, { signers: Set<Signer>; ids: string[] | null }>()
  const add = (secret: string | null, signer: Signer, externalId: string | null) => {
    if (!secret) return
    const { signers, ids } = keys.get(secret) ?? { signers: new Set(), ids: [] }
    keys.set(secret, { signers: signers.add(signer), ids: ids && externalId !== null ? [...ids, externalId] : null })
  }
  for (const secret of shared.app) add(secret, appSigner, null)
  add(shared.simulator, simulatorSigner, null)
  for (const { id, externalId, secret } of accounts) add(secret, id, externalId)
  return [...keys].map(([secret, { signers, ids }]) => ({
    secret,
    signer: signers.has(appSigner) ? appSigner : [...signers].join(' '),
    ids,
  }))
}

/** For an account's own address: its own secret alone, or what speaks for it anyway when it has none. */
export function ownKeys(shared: SharedSecrets, account: OwnSecret): SigningKey[] {
  if (account.secret) return [{ secret: account.secret, signer: account.id, ids: [account.externalId] }]
  return appWideKeys({ app: shared.app, simulator: account.simulated ? shared.simulator : null }, [])
}

const smallBytes = 16 * 1024
const fewKeys = 16
const platformIds = /\d{5,32}/g

/**
 * Each secret costs a digest of the whole body, and anybody may send four megabytes with a made-up signature. So of many secrets only those are tried
 * on a large body whose accounts it names, at most sixteen: an own secret speaks for nobody else, and a true body is made with one secret.
 */
export function keysWorthTrying(keys: readonly SigningKey[], body: Buffer): SigningKey[] {
  if (body.length <= smallBytes || keys.length <= fewKeys) return [...keys]
  const named = new Set(body.toString('latin1').match(platformIds))
  const own = keys.filter(({ ids }) => ids?.some((id) => named.has(id)))
  return [...keys.filter(({ ids }) => ids === null), ...own.slice(0, fewKeys)]
}
