import { type GrantTarget, grantedFor, type OfferedAccount } from '../../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../fields.ts'
import { sentence } from '../sentences.ts'

// What each kind of account needs the person to be able to do on the Page (meta-platform.md 4.5, 6.1). Any one of a group is enough.
const forInstagram: { anyOf: string[]; name: string }[] = [
  { anyOf: ['MESSAGING'], name: 'Messages' },
  { anyOf: ['MODERATE'], name: 'Community activity' },
]
/** A Page is worth connecting for any one of these. */
const forPage = [{ anyOf: ['MESSAGING', 'MODERATE', 'ADVERTISE', 'MANAGE_LEADS'], name: 'Messages, Community activity or Ads' }]

/** Tasks as the person has them: those of new Pages have a prefix, and two stand for all (meta-platform.md 13.1, row 1.28). */
function tasksMissing(tasks: string[], wanted: { anyOf: string[]; name: string }[]): string[] {
  const has = new Set(tasks.map((task) => task.replace(/^PROFILE_PLUS_/, '')))
  if (has.has('MANAGE') || has.has('FULL_CONTROL')) return []
  return wanted.filter(({ anyOf }) => !anyOf.some((task) => has.has(task))).map(({ name }) => name)
}

/** Without these an account cannot be read or subscribed, whatever else was granted for it. */
const baseScopes = { messenger: ['pages_manage_metadata'], instagram: ['pages_manage_metadata', 'instagram_basic'] }

/** What the person granted with the login, and what of it for some Pages alone. */
type Grants = { scopes: string[]; targets: GrantTarget[] }

/** What one Page of `/me/accounts` offers: the Page itself, and the Instagram account behind it. */
export function offersOf(page: JsonObject, { scopes, targets }: Grants): OfferedAccount[] {
  const pageId = idOf(page.id)
  if (!pageId) return []
  const token = textOf(page.access_token)
  // Not told of a Page that no list has: then the platform says it when the Page is connected.
  const tasks = page.tasks === undefined ? null : listOf(page.tasks).flatMap((task) => textOf(task) ?? [])
  /** What was granted for this account, and why it cannot be connected. */
  const grants = (channel: keyof typeof baseScopes, wanted: typeof forPage, ids: string[]) => {
    const granted = grantedFor(scopes, targets, ids)
    const notChosen = baseScopes[channel].filter((scope) => scopes.includes(scope) && !granted.includes(scope))
    const why = notChosen.length > 0 ? sentence('meta.login.not_chosen', { permissions: notChosen.join(', ') }) : whyNot(wanted)
    return { ...(granted.length < scopes.length && { grantedScopes: granted }), whyNot: why }
  }
  const whyNot = (wanted: typeof forPage) => {
    const missing = tasks === null ? [] : tasksMissing(tasks, wanted)
    if (missing.length > 0) return sentence('meta.login.tasks_missing', { tasks: missing.join(', ') })
    return token ? null : sentence('meta.login.no_page_token')
  }
  const common = { pageId, businessId: null, loginType: 'facebook', phone: null, token, tokenKind: 'page', tokenExpiresAt: null } as const
  const name = textOf(page.name) ?? pageId
  const offered: OfferedAccount[] = [
    {
      ...common,
      channel: 'messenger',
      externalId: pageId,
      pageId: null,
      name,
      username: null,
      pictureUrl: textOf(objectOf(objectOf(page.picture)?.data)?.url),
      ...grants('messenger', forPage, [pageId]),
    },
  ]
  const instagram = objectOf(page.instagram_business_account)
  const instagramId = idOf(instagram?.id)
  if (instagram && instagramId)
    offered.push({
      ...common,
      channel: 'instagram',
      externalId: instagramId,
      name: textOf(instagram.name) ?? textOf(instagram.username) ?? name,
      username: textOf(instagram.username),
      pictureUrl: textOf(instagram.profile_picture_url),
      ...grants('instagram', forInstagram, [pageId, instagramId]),
    })
  return offered
}
