import * as ids from './ids.ts'
import { announce, type World } from './world.ts'

/** The flavors of meta-platform.md 2.8: Instagram's own login, or through a Facebook Page. */
export type LoginType = 'instagram' | 'facebook'

export type ChannelName = 'instagram' | 'messenger' | 'whatsapp'

/** A business account. Fields are its subscription at its own level (2.2); empty means no webhooks. */
export type Account = {
  id: string
  channel: ChannelName
  username: string
  name: string
  pageId: string
  appScopedId: string
  loginType: LoginType
  fields: string[]
  pageFields: string[]
  entryPoints: Record<string, unknown>
  /** `Business`, `Media_Creator` or `Personal`. */
  accountType: string
  /** Whether the owner lets apps have messages ("connected tools"): 1 or 0. */
  messagesAllowed: number
  createdAt: number
}

type Row = Omit<Account, 'fields' | 'pageFields' | 'entryPoints'> & { fields: string; pageFields: string; entryPoints: string }

const fromRow = (row: Row): Account => ({
  ...row,
  fields: JSON.parse(row.fields) as string[],
  pageFields: JSON.parse(row.pageFields) as string[],
  entryPoints: JSON.parse(row.entryPoints) as Record<string, unknown>,
})

export type AccountWish = { id?: string; username: string; name: string; loginType: LoginType; channel?: ChannelName; pageId?: string }

/** Creates a business account with its linked Page. In: platform ids if they are wanted (must be free). */
export function makeAccount(world: World, wish: AccountWish): Account {
  const { dice, store, clock } = world
  const id = wish.id ?? ids.accountId(dice)
  store.run(
    `insert into accounts (id, channel, username, name, pageId, appScopedId, loginType, fields, pageFields, entryPoints, createdAt)
     values (?, ?, ?, ?, ?, ?, ?, '[]', '[]', '{}', ?)`,
    id,
    wish.channel ?? 'instagram',
    wish.username,
    wish.name,
    wish.pageId ?? ids.pageId(dice),
    ids.appScopedId(dice),
    wish.loginType,
    clock.now(),
  )
  announce(world, { kind: 'account', accountId: id })
  return getAccount(world, id)
}

export function findAccount(world: World, id: string): Account | null {
  const row = world.store.get<Row>('select * from accounts where id = ?', id)
  return row ? fromRow(row) : null
}

/** Finds an account by any of its three ids: professional account, app-scoped (`id` in the response of /me), Page. */
export function findAccountByAnyId(world: World, id: string): Account | null {
  const row = world.store.get<Row>('select * from accounts where id = ?1 or pageId = ?1 or appScopedId = ?1', id)
  return row ? fromRow(row) : null
}

export function getAccount(world: World, id: string): Account {
  const account = findAccount(world, id)
  if (!account) throw new Error(`no account ${id}`)
  return account
}

export const listAccounts = (world: World): Account[] => world.store.all<Row>('select * from accounts order by seq').map(fromRow)

/** Sets the subscription at the account's own level (empty ends it); `pageFields` is what a Page returns when it is read. */
export function setFields(world: World, id: string, fields: string[], pageFields: string[]): void {
  world.store.run('update accounts set fields = ?, pageFields = ? where id = ?', JSON.stringify(fields), JSON.stringify(pageFields), id)
}

export type AccountChange = Partial<Pick<Account, 'username' | 'accountType' | 'messagesAllowed'>>

/** Changes what the owner changes in the platform's own app. */
export function changeAccount(world: World, account: Account, change: AccountChange): Account {
  const { username, accountType, messagesAllowed } = { ...account, ...change }
  const values = [username, accountType, messagesAllowed, account.id]
  world.store.run('update accounts set username = ?, accountType = ?, messagesAllowed = ? where id = ?', ...values)
  announce(world, { kind: 'account', accountId: account.id })
  return getAccount(world, account.id)
}

export function setEntryPoints(world: World, id: string, entryPoints: Record<string, unknown>): void {
  world.store.run('update accounts set entryPoints = ? where id = ?', JSON.stringify(entryPoints), id)
}
