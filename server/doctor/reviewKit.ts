import type { ReviewPermission } from '../model/capabilities.ts'
import type { Channel, LoginType } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'
import { type Users, whatUses } from './whatUses.ts'

/** What is known of an account for the kit: its login, what it was granted, what uses it. */
export type KitAccount = {
  name: string
  channel: Channel
  loginType: LoginType
  grantedScopes: readonly string[] | null
} & Users

/** A permission to apply for. `isGranted`: by every account that needs it; null: some do not tell. */
export type KitPermission = {
  name: string
  why: Sentence
  film: readonly Sentence[]
  usedBy: string[]
  accounts: string[]
  isGranted: boolean | null
}
export type Kit = { permissions: KitPermission[]; unneeded: { name: string; accounts: string[] }[] }

const shownNames = 5

/**
 * Which permissions the live automations and forms of these accounts need, and which granted ones they do not. Pure.
 * In: connected accounts of installed channels.
 */
export function reviewKit(given: KitAccount[]): Kit {
  const accounts = given.map((account) => ({ ...account, name: nameAmong(given, account) }))
  const needed = new Map<string, { wish: ReviewPermission; users: { account: KitAccount; usedBy: string[] }[] }>()
  for (const account of accounts)
    for (const wish of account.channel.setUp?.review ?? []) {
      const usedBy = usersOf(account, wish)
      if (wish.login !== account.loginType || usedBy === null) continue
      const known = needed.get(wish.name) ?? { wish, users: [] }
      known.users.push({ account, usedBy })
      needed.set(wish.name, known)
    }
  const permissions = [...needed.values()].map(({ wish, users }): KitPermission => {
    const usedBy = [...new Set(users.flatMap((one) => one.usedBy))]
    const names = users.map(({ account }) => account.name)
    const purpose = usedBy.length ? usedBy.slice(0, shownNames).join(', ') : names.join(', ')
    const grants = users.map(({ account }) => account.grantedScopes?.includes(wish.name) ?? null)
    const isGranted = grants.includes(null) ? null : grants.every(Boolean)
    return { name: wish.name, why: wish.why(purpose), film: wish.film, usedBy, accounts: [...new Set(names)], isGranted }
  })
  return { permissions, unneeded: unneededBy(accounts, new Set(needed.keys())) }
}

/** Accounts of one name are told apart by their channel. */
const nameAmong = (accounts: KitAccount[], { name, channel }: KitAccount): string =>
  accounts.some((other) => other.name === name && other.channel !== channel) ? `${name} (${channel.title})` : name

/** What of the account uses a permission: null: nothing; none: the account itself, which cannot be read without it. */
function usersOf({ channel, ...users }: KitAccount, { ability: name }: ReviewPermission): string[] | null {
  if (name === null) return users.automations.length || users.forms.length || channel.leads ? [] : null
  const ability = channel.connecting.abilities.find((one) => one.name === name)
  return ability ? whatUses(channel, ability, users) : null
}

function unneededBy(accounts: KitAccount[], needed: Set<string>): Kit['unneeded'] {
  const found = new Map<string, string[]>()
  for (const { name, grantedScopes } of accounts)
    for (const scope of grantedScopes ?? []) if (!needed.has(scope)) found.set(scope, [...(found.get(scope) ?? []), name])
  return [...found].map(([name, of]) => ({ name, accounts: [...new Set(of)] })).toSorted((a, b) => a.name.localeCompare(b.name))
}

/** What the platform asks about data, with an answer that holds for every hub; its operator changes what differs. */
export const dataQuestions: readonly { question: Sentence; answer: Sentence }[] = [
  { question: sentence('doctor.data_processors'), answer: sentence('doctor.data_processors_answer') },
  { question: sentence('doctor.data_responsible'), answer: sentence('doctor.data_responsible_answer') },
  { question: sentence('doctor.data_security'), answer: sentence('doctor.data_security_answer') },
  { question: sentence('doctor.data_deleted'), answer: sentence('doctor.data_deleted_answer') },
  { question: sentence('doctor.data_authorities'), answer: sentence('doctor.data_authorities_answer') },
]
