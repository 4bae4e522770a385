import { appSigner, simulatorSigner, type Signer } from '../model/signer.ts'

/** A secret that may sign webhooks, and whom a body signed with it speaks for. */
export type SigningKey = { secret: string; signer: Signer }
/** What an account brings: its own secret, if it has one. */
export type OwnSecret = { id: string; simulated: boolean; secret: string | null }
/** What holds for more than one account: the app's secrets from the settings, and the simulated app's while the simulator is on. */
export type SharedSecrets = { app: string[]; simulator: string | null }

/**
 * For the app-wide addresses: every secret once, with everybody who has it. A secret given to two accounts speaks for both, one that is also
 * the app's for all: whoever knows it may do that anyway, and nobody loses a right because somebody else was given the same secret.
 */
export function appWideKeys(shared: SharedSecrets, accounts: readonly OwnSecret[]): SigningKey[] {
  const keys = new Map<string, Set<Signer>>()
  const add = (secret: string | null, signer: Signer) => {
    if (secret) keys.set(secret, (keys.get(secret) ?? new Set()).add(signer))
  }
  for (const secret of shared.app) add(secret, appSigner)
  add(shared.simulator, simulatorSigner)
  for (const { id, secret } of accounts) add(secret, id)
  return [...keys].map(([secret, signers]) => ({ secret, signer: signers.has(appSigner) ? appSigner : [...signers].join(' ') }))
}

/** For an account's own address: its own secret alone, or what speaks for it anyway when it has none. */
export function ownKeys(shared: SharedSecrets, account: OwnSecret): SigningKey[] {
  if (account.secret) return [{ secret: account.secret, signer: account.id }]
  return appWideKeys({ app: shared.app, simulator: account.simulated ? shared.simulator : null }, [])
}
