import type { Account } from './accounts.ts'
import * as ids from './ids.ts'
import type { World } from './world.ts'

export type TokenHost = 'graph.instagram.com' | 'graph.facebook.com'

/**
 * `short` is valid for an hour, `long` for sixty days (meta-platform.md 7.2), `page` until it is revoked; `member_short` and `member` are a
 * person's at Facebook (7.1); `system` is that of a business's system user, which does not expire.
 */
export type TokenLife = 'short' | 'long' | 'page' | 'system' | 'member_short' | 'member'

export type Token = {
  token: string
  accountId: string
  host: TokenHost
  life: TokenLife
  scopes: string[]
  issuedAt: number
  expiresAt: number | null
  /** Set when it was revoked: the subcode of 190 from then on (0: none). */
  revokedSubcode: number | null
  /** The person at Facebook whose login it came from; null: made by the simulator. */
  grantedBy: string | null
}

const hourMs = 3_600_000
export const lifeMs: Record<TokenLife, number | null> = {
  short: hourMs,
  long: 60 * 24 * hourMs,
  page: null,
  system: null,
  member_short: 2 * hourMs,
  member: 60 * 24 * hourMs,
}

/** meta-platform.md 7.5 */
export const instagramScopes = [
  'instagram_business_basic',
  'instagram_business_manage_messages',
  'instagram_business_manage_comments',
  'instagram_business_content_publish',
  'instagram_business_manage_insights',
]
const pageScopes = [
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'pages_messaging',
]

/** Issues a token; its rows are part of the running transaction. */
export function issueToken(
  world: World,
  account: Pick<Account, 'id'>,
  life: TokenLife,
  scopes?: string[],
  grantedBy: string | null = null,
): Token {
  const ofFacebook = life !== 'short' && life !== 'long'
  const now = world.clock.now()
  const length = lifeMs[life]
  const token: Token = {
    token: ofFacebook ? ids.pageToken(world.dice) : ids.instagramToken(world.dice),
    accountId: account.id,
    host: ofFacebook ? 'graph.facebook.com' : 'graph.instagram.com',
    life,
    scopes: scopes ?? (life === 'page' ? pageScopes : instagramScopes),
    issuedAt: now,
    expiresAt: length === null ? null : now + length,
    revokedSubcode: null,
    grantedBy,
  }
  world.store.run(
    'insert into tokens (token, accountId, host, life, scopes, issuedAt, expiresAt, grantedBy) values (?, ?, ?, ?, ?, ?, ?, ?)',
    token.token,
    token.accountId,
    token.host,
    token.life,
    JSON.stringify(token.scopes),
    token.issuedAt,
    token.expiresAt,
    token.grantedBy,
  )
  return token
}

type Row = Omit<Token, 'scopes'> & { scopes: string }
const fromRow = (row: Row): Token => ({ ...row, scopes: JSON.parse(row.scopes) as string[] })

export function findToken(world: World, token: string): Token | null {
  const row = world.store.get<Row>('select * from tokens where token = ?', token)
  return row ? fromRow(row) : null
}

/** The account's newest long-lived token for a host: a valid one if there is any, else the newest invalid one. */
export function newestToken(world: World, accountId: string, host: TokenHost): Token | null {
  const row = world.store.get<Row>(
    `select * from tokens where accountId = ? and host = ? and life <> 'short'
     order by revokedSubcode is null and (expiresAt is null or expiresAt > ?) desc, issuedAt desc limit 1`,
    accountId,
    host,
    world.clock.now(),
  )
  return row ? fromRow(row) : null
}

/** Revokes every token of an account; later calls get 190 with this subcode (0: without one). */
export function revokeTokens(world: World, accountId: string, subcode: number): number {
  return world.store.run('update tokens set revokedSubcode = ? where accountId = ? and revokedSubcode is null', subcode, accountId).changes
}

/** What people and tests see: the token of the account's login flavor, and both by name. */
export function accessOf(
  world: World,
  account: Account,
): { accessToken: string | null; instagramAccessToken: string | null; pageAccessToken: string | null } {
  const instagram = newestToken(world, account.id, 'graph.instagram.com')?.token ?? null
  const page = newestToken(world, account.id, 'graph.facebook.com')?.token ?? null
  return { accessToken: account.loginType === 'facebook' ? page : instagram, instagramAccessToken: instagram, pageAccessToken: page }
}

/** Withdraws a permission from every token of an account, as its owner can in the platform's settings. Out: from how many. */
export function withdrawPermission(world: World, accountId: string, permission: string): number {
  const holding = world.store.all<Row>('select * from tokens where accountId = ?', accountId).map(fromRow)
  const found = holding.filter(({ scopes }) => scopes.includes(permission))
  for (const { token, scopes } of found)
    world.store.run('update tokens set scopes = ? where token = ?', JSON.stringify(scopes.filter((each) => each !== permission)), token)
  return found.length
}

/** Revokes everything that a person's login gave: their own tokens, and those of their Pages. */
export function revokeLogin(world: World, memberId: string, subcode: number): void {
  world.store.run('update tokens set revokedSubcode = ? where grantedBy = ? and revokedSubcode is null', subcode, memberId)
}
