import { hashOfLink, linkToken } from '../auth/linkToken.ts'
import type { Deps } from '../deps.ts'

/** A new link for a new password: its id, what is stored of it, and its path. */
export async function makeReset(deps: Deps): Promise<{ id: string; link: { id: string; hash: string; now: Date }; path: string }> {
  const id = deps.newId()
  const token = await linkToken(deps, `password_reset/${id}`)
  return { id, link: { id, hash: hashOfLink(token), now: deps.clock.now() }, path: `/new-password/${token}` }
}
