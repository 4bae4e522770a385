import { done, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf, innerFields, readPage, type Window } from '../platform/pages.ts'
import type { Params } from '../platform/params.ts'
import { pageOf } from '../messenger/pages.ts'
import { listAccounts, type Account } from '../world/accounts.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { issueToken, newestToken, revokeLogin, type Token } from '../world/tokens.ts'
import type { World } from '../world/world.ts'
import { findMember, grantedFor, saveGrants, scopedIdOf, targetsOf, unlistedOf, type Member } from './members.ts'

/** A call with a person's token; `address` without its query. */
export type MemberCall = { world: World; method: string; parts: string[]; params: Params; token: Token; address: string }

/** Answers a call about the person whose token it is (meta-platform.md 4.5, 7.1). Errors: 100/33, 2500. */
export function answerMember(call: MemberCall): Outcome {
  const { world, parts, token, method } = call
  const member = findMember(world, token.accountId)!
  const [id = '', edge, permission, ...more] = parts
  const page = method === 'GET' && edge === undefined ? pagesOf(call).find(({ pageId }) => pageId === id) : undefined
  if (page) {
    // The tasks of a person are told in the list alone.
    const { tasks: _, ...shown } = pageShown(world, member, token, page)
    return { body: project(fieldsOf(call.params, 'id,name'), shown) }
  }
  if (id !== 'me' && id !== scopedIdOf(member, world.settings.current().app.id)) throw refuse.unknownObject(id, method)
  if (more.length > 0) throw refuse.unknownPath(parts.slice(1).join('/'))
  switch (`${method} ${edge ?? ''}`) {
    case 'GET ':
      return { body: project(fieldsOf(call.params, 'id,name'), memberShown(call, member)) }
    case 'GET permissions':
      return { body: { data: permissionsOf(member) } }
    case 'DELETE permissions':
      return withdraw(world, member, permission)
    case 'GET accounts':
      return listPages(call, member)
    default:
      throw refuse.unknownPath(edge ?? '', 'the simulator has here: me, me/permissions, me/accounts, and a Page')
  }
}

const memberShown = ({ world }: MemberCall, member: Member) => ({
  id: () => scopedIdOf(member, world.settings.current().app.id),
  name: () => member.name,
  first_name: () => member.name.split(' ')[0],
  email: () => (member.granted.includes('email') ? 'maya@example.com' : undefined),
  picture: () => ({ data: { url: pictureOf(world, member.id), width: 50, height: 50, is_silhouette: false } }),
})

const permissionsOf = ({ asked, granted }: Member) =>
  asked.map((permission) => ({ permission, status: granted.includes(permission) ? 'granted' : 'declined' }))

/** DELETE /{user}/permissions[/{permission}]: takes everything back, and with it every token of the login; or one permission. */
function withdraw(world: World, member: Member, permission: string | undefined): Outcome {
  const granted = permission === undefined ? [] : member.granted.filter((one) => one !== permission)
  saveGrants(world, { ...member, granted, asked: permission === undefined ? [] : member.asked })
  if (permission === undefined) revokeLogin(world, member.id, 458)
  return { body: done, effect: { kind: 'withdraw', personId: member.id } }
}

/** A Page, or an Instagram account as the Page that it is behind. */
type PageRow = Account & { seq: number }

/** The Pages that a token reaches, also those that no list has. */
const pagesOf = ({ world, token }: MemberCall): Account[] =>
  token.scopes.includes('pages_show_list')
    ? listAccounts(world).filter(
        ({ channel, loginType }) => channel === 'messenger' || (channel === 'instagram' && loginType === 'facebook'),
      )
    : []

function listPages(call: MemberCall, member: Member): Outcome {
  const { world, params, token, address } = call
  const unlisted = unlistedOf(world)
  const all: PageRow[] = pagesOf(call)
    .filter(({ pageId }) => !unlisted.includes(pageId ?? ''))
    .map((account, index) => ({ ...account, seq: index + 1 }))
  const rows = ({ limit, after, before }: Window) =>
    all
      .toReversed()
      .filter(({ seq }) => (after === null || seq < after) && (before === null || seq > before))
      .slice(0, limit)
  const fields = fieldsOf(params, 'access_token,category,name,id,tasks')
  return { body: readPage(params, 25, 100, address, rows, (account) => project(fields, pageShown(world, member, token, account))) }
}

const everyTask = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']

function pageShown(world: World, member: Member, token: Token, account: Account) {
  const page = account.channel === 'messenger' ? pageOf(world, account) : null
  return {
    id: () => account.pageId,
    name: () => account.name,
    category: () => page?.category ?? 'Internet Company',
    tasks: () => page?.tasks ?? everyTask,
    access_token: () => tokenOfPage(world, member, token, account),
    picture: () => ({ data: { url: pictureOf(world, account.id) } }),
    instagram_business_account: (field: Parameters<typeof innerFields>[0]) =>
      page
        ? undefined
        : project(innerFields(field, 'id'), {
            id: () => account.id,
            username: () => account.username,
            name: () => account.name,
            profile_picture_url: () => pictureOf(world, account.id),
          }),
  }
}

/** The token of a Page for this login: the same until the permissions change; it may do what the person granted for the Page. */
function tokenOfPage(world: World, member: Member, token: Token, account: Account): string {
  const scopes = grantedFor(targetsOf(world), token.scopes, account)
  const known = newestToken(world, account.id, 'graph.facebook.com')
  const same = known?.grantedBy === member.id && known.revokedSubcode === null && known.scopes.join() === scopes.join()
  return (same ? known : issueToken(world, account, 'page', scopes, member.id)).token
}
