import type { SubscriptionState } from '../../model/capabilities.ts'
import { ChannelError, type Credentials, type Subscribed } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, isTrue, type JsonObject, listOf, objectOf, textOf } from './fields.ts'
import type { GraphAnswer } from './graph.ts'
import { type ErrorTable, readErrorOf } from './judge.ts'
import { reachGraph, readGraphBy } from './readGraph.ts'
import { sentence } from './sentences.ts'

/** The fields to request for one id, and those without which the account would receive no events. */
export type Wish = { id: string; fields: string[]; needed: string[] }

/**
 * Subscribes to the union of the wished and the current fields: a list replaces the earlier one. One unknown name rejects the whole list
 * (13.6), so it is then requested again with the names that both sides know. What is subscribed already is left as it is.
 */
export const subscriberTo =
  (errors: ErrorTable) =>
  async (http: Http, as: Credentials, wish: Wish): Promise<Subscribed> => {
    const before = await readSubscribed(errors, http, as, wish.id)
    const had = before && [...before.ours, ...before.perhapsOurs]
    // Where our apps are known, what another app is told is no sign that ours is.
    const counted = as.appIds?.length ? before?.ours : had
    const subscribed = { wasMissing: counted ? wish.needed.some((field) => !counted.includes(field)) : false }
    const perhapsOurs = before?.perhapsOurs ?? []
    if (wish.fields.every((field) => before?.ours.includes(field))) return subscribed
    let fields = [...new Set([...wish.fields, ...(had ?? [])])]
    for (;;) {
      const answer = await reachGraph(http, as, {
        method: 'POST',
        path: `${wish.id}/subscribed_apps`,
        query: { subscribed_fields: fields.join(',') },
      })
      const refusal = readErrorOf(errors, answer)
      if (!refusal) {
        if (isTrue(answer.json?.success)) return subscribed
        throw new ChannelError('not_subscribed', sentence('meta.subscribe.not_subscribed'), 'retry', null)
      }
      const left = fieldsLeft(answer, fields, perhapsOurs, wish)
      if (left.length === 0 || left.length === fields.length || wish.needed.some((field) => !left.includes(field)))
        throw Object.assign(refusalOf(answer, refusal), { tokenMark: as.tokenMark ?? null })
      fields = left
    }
  }

/**
 * Reads which of the needed fields the current subscription lacks, and which other apps are subscribed; null where the list cannot be read.
 * Errors: a ChannelError.
 */
export const subscriptionBy =
  (errors: ErrorTable) =>
  async (http: Http, as: Credentials, { id, needed }: Pick<Wish, 'id' | 'needed'>): Promise<SubscriptionState | null> => {
    const now = await readSubscribed(errors, http, as, id)
    if (!now) return null
    // With several apps, or one whose id is not configured, whose subscription it is cannot be told.
    const missing = needed.filter((field) => ![...now.ours, ...now.perhapsOurs].includes(field))
    return { missing, otherApps: now.others }
  }

/**
 * Reads the current subscription: by one of our apps, or by an app that may or may not be ours, because ours are not known or because it
 * has no id; and the names of apps that are certainly of others (null: ours are not known). Where the list cannot be read at all (the edge
 * accepts no GET), there is nothing to preserve: null. Every other error is thrown, since a list sent on a guess would replace the earlier
 * one.
 */
async function readSubscribed(
  errors: ErrorTable,
  http: Http,
  as: Credentials,
  id: string,
): Promise<{ ours: string[]; perhapsOurs: string[]; others: string[] | null } | null> {
  const answer = await readGraphBy(errors)(http, as, { method: 'GET', path: `${id}/subscribed_apps` }).catch(
    (error: unknown): JsonObject | null => {
      if (error instanceof ChannelError && error.class === 'bug') return null
      throw error
    },
  )
  if (!answer) return null
  const apps = listOf(answer.data).map((item) => {
    const app = objectOf(item)
    // The specification says `app_id`, the documentation page `id` (13.1, row 1.25).
    return { ids: [idOf(app?.app_id), idOf(app?.id)], name: textOf(app?.name), fields: namesIn(app?.subscribed_fields) }
  })
  const ours = apps.filter(({ ids }) => as.appIds?.some((id) => ids.includes(id)))
  const fieldsOf = (list: typeof apps) => list.flatMap(({ fields }) => fields)
  const foreign = apps.filter((app) => !ours.includes(app) && app.ids.some((id) => id !== null))
  const others = as.appIds?.length ? foreign.flatMap(({ name, ids }) => name ?? ids.find((id) => id !== null) ?? []) : null
  if (ours.length > 0) return { ours: fieldsOf(ours), perhapsOurs: [], others }
  return { ours: [], others, perhapsOurs: fieldsOf(as.appIds?.length ? apps.filter(({ ids }) => ids.every((id) => id === null)) : apps) }
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
    const words = sentence('meta.subscribe.permission_for_field', { permission: permission.trim(), field })
    return new ChannelError('permission_missing', words, 'permission', refusal.platform)
  }
  if (refusal.class !== 'bug') return refusal
  const got = unknownName.exec(said)?.[1]
  const words = got ? sentence('meta.subscribe.field_not_delivered', { field: got }) : refusal.words
  return new ChannelError('subscription_refused', words, 'bug', refusal.platform)
}
