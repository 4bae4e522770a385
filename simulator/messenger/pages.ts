import { getAccount, makeAccount, type Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { issueToken } from '../world/tokens.ts'
import type { World } from '../world/world.ts'

/**
 * What a Page has besides its account: the tasks of the person whose token it is (meta-platform.md 4.5), whether the business lets the app
 * have its leads (13.1, row 1.27), and whether the terms of lead ads were accepted.
 */
export type Page = { accountId: string; category: string; tasks: string[]; leadAccess: boolean; tosAccepted: boolean; published: boolean }

type Row = Omit<Page, 'tasks' | 'leadAccess' | 'tosAccepted' | 'published'> & {
  tasks: string
  leadAccess: number
  tosAccepted: number
  published: number
}

/** meta-platform.md 4.5, 6.1, 7.5 */
export const pageScopes = [
  'pages_show_list',
  'pages_manage_metadata',
  'pages_read_engagement',
  'pages_messaging',
  'pages_read_user_content',
  'pages_manage_engagement',
  'pages_manage_ads',
  'leads_retrieval',
  'ads_management',
]
const allTasks = ['ANALYZE', 'ADVERTISE', 'MESSAGING', 'MODERATE', 'CREATE_CONTENT', 'MANAGE']

/** Creates a Page with a token for it; the account's id is the Page's. */
export function makePage(world: World, wish: { id?: string; name: string; category?: string; tasks?: string[] }): Account {
  const id = wish.id ?? ids.pageId(world.dice)
  const account = makeAccount(world, { id, pageId: id, username: '', name: wish.name, loginType: 'facebook', channel: 'messenger' })
  world.store.run(
    'insert into pages (accountId, category, tasks, leadAccess, tosAccepted) values (?, ?, ?, 1, 1)',
    id,
    wish.category ?? 'Internet Company',
    JSON.stringify(wish.tasks ?? allTasks),
  )
  issuePageToken(world, account)
  return account
}

export const issuePageToken = (world: World, account: Account): void => void issueToken(world, account, 'page', pageScopes)

export function pageOf(world: World, { id }: Pick<Account, 'id'>): Page {
  const row = world.store.get<Row>('select * from pages where accountId = ?', id)
  if (!row) throw new Error(`no page ${id}`)
  return {
    ...row,
    tasks: JSON.parse(row.tasks) as string[],
    leadAccess: row.leadAccess === 1,
    tosAccepted: row.tosAccepted === 1,
    published: row.published === 1,
  }
}

export function changePage(world: World, account: Account, change: Partial<Omit<Page, 'accountId'>>): Account {
  const page = { ...pageOf(world, account), ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }
  world.store.run(
    'update pages set category = ?, tasks = ?, leadAccess = ?, tosAccepted = ?, published = ? where accountId = ?',
    page.category,
    JSON.stringify(page.tasks),
    page.leadAccess ? 1 : 0,
    page.tosAccepted ? 1 : 0,
    page.published ? 1 : 0,
    account.id,
  )
  return getAccount(world, account.id)
}

/** Whether the token's person has one of these tasks; MANAGE and FULL_CONTROL stand for all (13.1, row 1.28). */
export const hasTask = ({ tasks }: Page, ...anyOf: string[]): boolean =>
  tasks.map((task) => task.replace(/^PROFILE_PLUS_/, '')).some((task) => ['MANAGE', 'FULL_CONTROL', ...anyOf].includes(task))
