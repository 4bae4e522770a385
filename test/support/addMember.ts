import { makeIdentity } from '../../server/auth/identity.ts'
import { addMember as addMembership } from '../../server/auth/principals.queries.ts'
import { instanceSecret } from '../../server/platform/instanceSecret.queries.ts'
import type { House } from './startHouse.ts'

type Answer<T> = { status: number; body: T }
export type Member = {
  id: string
  userId: string
  email: string
  password: string
  cookie: string
  /** Makes requests as this person's pages do. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>>
}

/** A person with a login in a workspace, as an invitation creates them: signed up, a member, signed in. */
export async function addMember(house: House, name: string, role: string, workspaceId: string): Promise<Member> {
  const { deps } = house
  const identity = makeIdentity({
    pool: deps.databases.identityPool,
    secret: await instanceSecret(deps.vault, deps.databases.system, 'sessions'),
    secure: false,
    nowMs: () => deps.clock.machineMs(),
    origins: () => [house.url],
  })
  const email = `${name.toLowerCase()}@example.com`
  const password = `correct horse of ${name}`
  const signedUp = await identity.api.signUpEmail({ body: { name, email, password }, asResponse: true })
  const { user } = (await signedUp.json()) as { user: { id: string } }
  const id = deps.newId()
  await addMembership(deps.databases.system, { id, workspaceId, userId: user.id, role, at: deps.clock.now() })
  const cookie = signedUp.headers
    .getSetCookie()
    .find((one) => one.startsWith('autodm.session_token='))!
    .split(';')[0]!
  const api: Member['api'] = (method, path, body) => house.api(method, path, body, { authorization: '', cookie, origin: house.url })
  return { id, userId: user.id, email, password, cookie, api }
}
