import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, isTrue, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { type GraphAnswer, segment, speaker } from '../meta/graph.ts'
import { readErrorOf } from '../meta/judge.ts'
import { reachGraph } from '../meta/readGraph.ts'
import { errors } from './errors.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/** All fields that this product subscribes to (meta-platform.md 2.2, 13.6): mentions are part of `comments`, echoes of `messages`. */
const accountFields = [
  'comments',
  'live_comments',
  'messages',
  'message_reactions',
  'message_edit',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'messaging_optins',
  'standby',
]

/** With Facebook login one field of the Page enables delivery; which Instagram fields are delivered is set once for the whole app (2.2). */
const pageFields = ['messages']

/** The fields to request for one id, and those without which the account would receive no events. */
type Wish = { id: string; fields: string[]; needed: string[] }

/**
 * Asks the platform to deliver this account's events to the app, in addition to what it already delivers. Idempotent.
 * Errors: rejects with a ChannelError: `permission_missing` names field and permission, `subscription_refused` quotes what the platform
 *         said about the list.
 */
export async function subscribe(http: Http, as: Credentials): Promise<void> {
  if (as.loginType === 'instagram')
    return subscribeTo(http, as, { id: speaker(as), fields: accountFields, needed: ['comments', 'messages'] })
  await subscribeTo(http, as, { id: speaker(as), fields: pageFields, needed: pageFields })
  // Two sources say that comments through Facebook login need a second subscription, of the Instagram account itself (13.6 [?]). Where that
  // is not true it is refused, and nothing is lost.
  try {
    await subscribeTo(http, as, { id: segment(as.externalId), fields: accountFields, needed: [] })
  } catch (error) {
    if (!(error instanceof ChannelError) || error.class === 'retry' || error.class === 'throttle') throw error
  }
}

/**
 * Subscribes to the union of the wished and the current fields: a list replaces the earlier one. One unknown name rejects the whole list
 * (13.6), so it is then requested again with the names that both sides know.
 */
async function subscribeTo(http: Http, as: Credentials, wish: Wish): Promise<void> {
  const before = await readSubscribed(http, as, wish.id)
  let fields = [...new Set([...wish.fields, ...before.ours, ...before.perhapsOurs])]
  for (;;) {
    const answer = await reachGraph(http, as, {
      method: 'POST',
      path: `${wish.id}/subscribed_apps`,
      query: { subscribed_fields: fields.join(',') },
    })
    const refusal = readErrorOf(errors, answer)
    if (!refusal) {
      if (isTrue(answer.json?.success)) return
      throw new ChannelError('not_subscribed', sentence('instagram.not_subscribed'), 'retry', null)
    }
    const left = fieldsLeft(answer, fields, before.perhapsOurs, wish)
    if (left.length === 0 || left.length === fields.length || wish.needed.some((field) => !left.includes(field)))
      throw refusalOf(answer, refusal)
    fields = left
  }
}

/**
 * Reads the current subscription: by one of the configured apps, or by an app that may or may not be ours. Where the list cannot be read at
 * all (the edge accepts no GET), there is nothing to preserve; every other error is thrown, since a list sent on a guess would replace the
 * earlier one.
 */
async function readSubscribed(http: Http, as: Credentials, id: string): Promise<{ ours: string[]; perhapsOurs: string[] }> {
  const answer = await readGraph(http, as, { method: 'GET', path: `${id}/subscribed_apps` }).catch((error: unknown): JsonObject => {
    if (error instanceof ChannelError && error.class === 'bug') return {}
    throw error
  })
  const apps = listOf(answer.data).map((item) => {
    const app = objectOf(item)
    // The specification says `app_id`, the documentation page `id` (13.1, row 1.25).
    return { ids: [idOf(app?.app_id), idOf(app?.id)], fields: namesIn(app?.subscribed_fields) }
  })
  const ours = apps.filter(({ ids }) => as.appIds?.some((id) => ids.includes(id)))
  const fieldsOf = (list: typeof apps) => list.flatMap(({ fields }) => fields)
  return ours.length > 0 ? { ours: fieldsOf(ours), perhapsOurs: [] } : { ours: [], perhapsOurs: fieldsOf(apps) }
}

/** A list of fields contains names or, in some versions, objects with a name. */
const namesIn = (value: unknown): string[] =>
  listOf(value)
    .map((one) => textOf(one) ?? textOf(objectOf(one)?.name))
    .filter((name) => name !== null)

const accepted = /one of:?\s*\{?([\w\s,'"]*\w)/i
const unknownName = /\bgot ["'“”]?(\w+)/i
const fieldWithPermission = /subscribe to the (\w+) field.*needed:?\s*([\w, ]+)/i

/** The fields to request instead; all of them when another list would not resolve the refusal. */
function fieldsLeft({ error }: GraphAnswer, fields: string[], perhapsOurs: string[], wish: Wish): string[] {
  const said = error?.message ?? ''
  const field = fieldWithPermission.exec(said)?.[1]
  if (field) return perhapsOurs.includes(field) && !wish.fields.includes(field) ? fields.filter((one) => one !== field) : fields
  if (error?.code !== 100) return fields
  const names: string[] = accepted.exec(said)?.[1]?.toLowerCase().match(/\w+/g) ?? []
  const got = unknownName.exec(said)?.[1]?.toLowerCase()
  const known = names.length > 1 ? fields.filter((one) => names.includes(one)) : fields
  return got ? known.filter((one) => one !== got) : known
}

/** A sentence about what was wrong with the list: a field's permission, or a field. Every other error reads like that of any read. */
function refusalOf({ error }: GraphAnswer, refusal: ChannelError): ChannelError {
  const said = error?.message ?? ''
  const [, field, permission] = fieldWithPermission.exec(said) ?? []
  if (field && permission) {
    const words = sentence('instagram.permission_for_field', { permission: permission.trim(), field })
    return new ChannelError('permission_missing', words, 'permission', refusal.platform)
  }
  if (refusal.class !== 'bug') return refusal
  const got = unknownName.exec(said)?.[1]
  const words = got ? sentence('instagram.field_not_delivered', { field: got }) : refusal.words
  return new ChannelError('subscription_refused', words, 'bug', refusal.platform)
}
