import { appSigner, simulatorSigner, type Signer } from '../model/signer.ts'

/** A secret that may sign webhooks, and the accounts for which a payload signed with it is valid. */
export type SigningKey = {
  secret: string
  signer: Signer
  /** The accounts it speaks for, by the platform's ids; null when it speaks for more. */ ids: string[] | null
}
/** An account's own secret, if it has one. */
export type OwnSecret = { id: string; externalId: string; simulated: boolean; secret: string | null }
/** Secrets valid for several accounts: the app's from the settings, and the simulated app's while the simulator is on. */
export type SharedSecrets = { app: string[]; simulator: string | null }

/**
 * The keys for the app-wide addresses: every secret once, with all its accounts. A secret given to two accounts is valid for both, one that
 * is also the app's for all: its holder can sign for them anyway, and no account loses a right because another one was given the same
 * secret.
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

/** The keys for an account's own address: its own secret alone, or the shared ones when it has none. */
export function ownKeys(shared: SharedSecrets, account: OwnSecret): SigningKey[] {
  if (account.secret) return [{ secret: account.secret, signer: account.id, ids: [account.externalId] }]
  return appWideKeys({ app: shared.app, simulator: account.simulated ? shared.simulator : null }, [])
}

const smallBytes = 16 * 1024
const fewKeys = 16
const platformIds = /\d{5,32}/g

/**
 * The keys to try on a payload. Each costs a digest of the whole payload, and anyone may send four megabytes with a made-up signature. So
 * on a large payload only the secrets of accounts it names are tried, at most sixteen: an own secret is valid for no other account, and a
 * genuine payload is signed with one secret.
 */
export function keysWorthTrying(keys: readonly SigningKey[], body: Buffer): SigningKey[] {
  if (body.length <= smallBytes || keys.length <= fewKeys) return [...keys]
  const named = new Set(body.toString('latin1').match(platformIds))
  const own = keys.filter(({ ids }) => ids?.some((id) => named.has(id)))
  return [...keys.filter(({ ids }) => ids === null), ...own.slice(0, fewKeys)]
}
