import { findLoginSite } from '../accounts/loginSite.ts'
import { deleteWithdrawnLogins } from '../auth/linkedLogins.queries.ts'
import { recordPerson } from '../auth/securityEvents.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { personLoginNames, providerIdOf } from './personSite.ts'

/** The clocks of both sides may differ by this much. */
const skewMs = 60_000

/**
 * Unlinks the logins of a person who removed the app at the platform, unless they linked them again since. Even the only way in ends: it
 * is the platform's word, and the command `reset-owner` gives an owner a password.
 * In:     `signers`: whose secret said so (model/signer.ts); the app's counts for its own logins, the simulator's for its own.
 * Out:    whether there was one.
 */
export async function withdrawLinkedLogins(
  deps: Deps,
  trx: Trx,
  { userId, signers, issuedAt }: { userId: string; signers: string; issuedAt: Date | null },
  actor: string,
): Promise<boolean> {
  const words = signers.split(' ')
  const simulated = [...(words.includes('app') ? [false] : []), ...(words.includes('simulator') ? [true] : [])]
  const sites = personLoginNames.flatMap((name) => simulated.map((one) => ({ name, site: findLoginSite(deps, loginOf(name), one) })))
  const providerIds: string[] = []
  for (const { name, site } of sites) {
    const found = await site
    if (found) providerIds.push(providerIdOf(name, found.app.id))
  }
  const until = issuedAt && new Date(issuedAt.getTime() + skewMs)
  const people = await deleteWithdrawnLogins(trx, { providerIds, externalId: userId, until })
  for (const person of people) await recordPerson(trx, deps, { action: 'unlink_login', userId: person, actor })
  return people.length > 0
}
