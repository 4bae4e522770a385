import { createHash } from 'node:crypto'
import * as ids from '../world/ids.ts'
import { readMeta } from '../world/meta.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'

/** A person at Facebook, who owns all simulated Pages: what each app asked them for, and what they granted. */
export type Member = { id: string; name: string; asked: string[]; granted: string[] }
type Row = { id: string; name: string; asked: string; granted: string }

const fromRow = (row: Row): Member => ({
  ...row,
  asked: JSON.parse(row.asked) as string[],
  granted: JSON.parse(row.granted) as string[],
})

/** The one person; made when they are first needed. */
export function theMember(world: World): Member {
  const row = world.store.get<Row>('select * from members limit 1')
  if (row) return fromRow(row)
  const id = ids.personId(world.dice)
  world.store.run('insert into members (id, name) values (?, ?)', id, 'Maya Lindqvist')
  return { id, name: 'Maya Lindqvist', asked: [], granted: [] }
}

export function findMember(world: World, id: string): Member | null {
  const row = world.store.get<Row>('select * from members where id = ?', id)
  return row ? fromRow(row) : null
}

export function saveGrants(world: World, { id, asked, granted }: Member): void {
  world.store.run('update members set asked = ?, granted = ? where id = ?', JSON.stringify(asked), JSON.stringify(granted), id)
}

/** The person's id as this app sees it: another app sees another (meta-platform.md 7.4). */
export function scopedIdOf(member: Member, appId: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(`${appId}/${member.id}`).digest('hex').slice(0, 14)}`)
  return `10${digits.toString().padStart(15, '0').slice(0, 15)}`
}

/** The permissions that were granted for some Pages or accounts alone, with their ids; set with the consent page. */
export const targetsOf = (world: World): Record<string, string[]> => readMeta<Record<string, string[]>>(world.store, 'grantTargets') ?? {}

/** Granted Pages that `/me/accounts` leaves out all the same (meta-platform.md 13.2, row 2.45); set with the consent page. */
export const unlistedOf = (world: World): string[] => readMeta<string[]>(world.store, 'unlistedPages') ?? []

/** Which of these permissions hold for a Page, or for the account behind it. */
export const grantedFor = (targets: Record<string, string[]>, scopes: string[], { id, pageId }: Pick<Account, 'id' | 'pageId'>): string[] =>
  scopes.filter((scope) => targets[scope]?.some((target) => target === id || target === pageId) ?? true)
