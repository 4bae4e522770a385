import { sql } from 'kysely'
import { addMember, type Member } from './addMember.ts'
import { adminKey, startHouse, type House, type HouseOptions } from './startHouse.ts'

export type Account = {
  id: string
  channel: string
  status: string
  statusReason: string | null
  name: string
  username: string
  externalId: string
  phone: string | null
  connectionId: string | null
  tokenKind: string
  tokenExpiresAt: string | null
  grantedScopes: string[] | null
  abilities: { name: string; can: boolean | null; missing: string[] }[]
  left?: string | null
}
export type Offers = {
  connection: { id: string; missingScopes: string[] }
  data: {
    channel: string
    externalId: string
    name: string
    phone: string | null
    accountId: string | null
    notGranted: string[]
    whyNot: string | null
  }[]
}
export type Results = { data: { externalId: string; account: Account | null; error: { code: string; message: string } | null }[] }
type Choice = { channel: string; externalId: string; pin?: string }
type Headers = Record<string, string>

export const key = { authorization: `Bearer ${adminKey}` }
export const tenMinutesMs = 10 * 60_000

export type Logins = { house: House; maya: Member; ben: Member }

/** A hub with an owner and an admin, and a simulated app as strict as a configured one: its secret is checked, its addresses are listed. */
export async function openLogins(options: HouseOptions = {}): Promise<Logins> {
  const house = await startHouse(options)
  const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
  const maya = await addMember(house, 'Maya', 'owner', body.workspace.id)
  const ben = await addMember(house, 'Ben', 'admin', body.workspace.id)
  const { rows } = await sql<{ value: { secret: string } }>`select value from instance_settings where name = 'simulated_app'`.execute(
    house.deps.databases.system,
  )
  const redirectUris = ['auth/instagram', 'auth/facebook', 'auth/whatsapp', 'sign-in/facebook'].map(
    (one) => `${house.url}/api/${one}/callback`,
  )
  await house.sim('PATCH', '/simulator/settings', { app: { secret: rows[0]!.value.secret, redirectUris: redirectUris.join(',') } })
  return { house, maya, ben }
}

/** Follows no redirect. */
export async function visit(url: string, headers: Headers = key) {
  const response = await fetch(url, { redirect: 'manual', headers })
  return { status: response.status, to: response.headers.get('location') ?? '', headers: response.headers, text: await response.text() }
}

/** What a person does to connect accounts, and what the platform saw of it. In: the hub, once it is started. */
export function loginsOf(at: () => House) {
  /** Begins a login and lets the person answer the consent page. Out: where the platform sends them back to. */
  const consent = async (provider = 'instagram', query = '', headers: Headers = key) => {
    const begun = await visit(`${at().url}/api/auth/${provider}/connect${query}`, headers)
    if (begun.status !== 302 || begun.text) throw new Error(`the login was not begun: ${begun.text}`)
    return (await visit(begun.to, {})).to
  }
  return {
    consent,
    login: async (provider = 'instagram', query = '', headers: Headers = key) =>
      (await visit(await consent(provider, query, headers), headers)).to,
    idIn: (path: string, name = 'connected') => new URL(path, at().url).searchParams.get(name)!,
    account: async (id: string) => (await at().api<Account>('GET', `/api/accounts/${id}`)).body,
    newBusiness: (username: string, loginType = 'instagram') =>
      at().sim<{ id: string; pageId: string }>('POST', '/simulator/accounts', {
        channel: 'instagram',
        username,
        name: `${username} studio`,
        loginType,
      }),
    calls: async (part: string) =>
      (await at().sim<{ data: { path: string; method: string }[] }>('GET', '/simulator/calls')).data.filter(({ path }) =>
        path.includes(part),
      ),
    subscribedTo: async (id: string) =>
      (await at().sim<{ subscribedFields: string[] }>('GET', `/simulator/accounts/${id}`)).subscribedFields,
    offersOf: async (id: string) => (await at().api<Offers>('GET', `/api/connections/${id}/offers`)).body,
    choose: (id: string, accounts: Choice[]) => at().api<Results>('POST', `/api/connections/${id}/accounts`, { accounts }),
  }
}
