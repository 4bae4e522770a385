import { createHash } from 'node:crypto'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { wordsOf, type MessageContent, type Template } from '../model/content.ts'
import { fitTemplates } from '../outbox/fitTemplates.ts'
import { closeMessages } from '../outbox/messages.queries.ts'
import { NotNow, storeByHand } from '../outbox/sendByHand.ts'
import { inWorkspace, storable, type Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { chatLink } from './chatLink.ts'
import {
  addLeadDms,
  endLeadDm,
  findDefaultText,
  findDmToRetry,
  findFirstDm,
  findLeadToWrite,
  findWay,
  lockLead,
  type FirstDm,
  type LeadToWrite,
  type NewLeadDm,
  type Way,
} from './dms.queries.ts'
import { NotPermitted, refuseLead } from './refuse.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { fitDefault } from './fitDefault.ts'
import { hasDefaultTemplate } from './defaultTemplate.queries.ts'
import { openThread } from './openThread.ts'
import { isUuid } from '../platform/ids.ts'
import { lockThread, ThreadChanged, untilThreadStays } from './lockThread.ts'
import { newRef } from './ref.ts'
import { planRetry } from './planRetry.ts'

/** How long a DM waits for its person to write, as pending. Later it is shown as failed, and still sent when they write. */
export const waitsMs = 7 * 24 * 3_600_000

/** `idempotencyKey`: the same for every repetition of one request, so that it takes effect once. */
export type DmRequest = {
  leadId: string
  provider: string
  message: string | undefined
  template?: Template | undefined
  idempotencyKey?: string | undefined
}
/** What became of a request: its DM is stored, or its channel has no account yet. */
export type DmResult = Queued | { kind: 'coming_soon'; message: string; deepLink: string; isRepeated?: true }
/** `isRepeated`: nothing was changed, the request had been made before. */
type Queued = { kind: 'queued'; id: string; isRepeated?: true }
type Refused = { kind: 'not_permitted'; deepLink: string | null; isRepeated?: true }
const noAccount = 'No account of this channel is connected. Connect one first.'
type DmDeps = Pick<Deps, 'databases' | 'clock' | 'newId' | 'channelOf' | 'wake' | 'config' | 'vault'>

/**
 * Sends a DM to a lead (requirements C3 to C5): by hand where they have a thread; otherwise it waits until they write to the account.
 * Errors: ApiError forbidden, not_found, invalid_input (no text, too long), conflict (no account of a channel that needs one); NotPermitted
 *         when they may not be written to now, after the DM has been stored as failed.
 */
export function sendDm(deps: DmDeps, who: Principal, request: DmRequest): Promise<DmResult> {
  const { leadId, provider, message: written, template, idempotencyKey } = request
  const id = idempotencyKey === undefined ? deps.newId() : idOfKey(who.workspaceId, idempotencyKey)
  const message = written === undefined ? undefined : storable(written)
  return changing<DmResult>(deps, who, { leadId, provider }, 'send', async (trx, lead, locked) => {
    const first = idempotencyKey === undefined ? null : await findFirstDm(trx, id)
    if (first) return repeated(deps, lead, first, { id, provider, message })
    const way = await findWay(trx, lead, provider)
    const { comingSoon, toPerson } = deps.channelOf(provider).links ?? {}
    const filled = template && way ? await filledOf(trx, deps, provider, way, template) : null
    const text = template ? ((filled && wordsOf(filled)) ?? '') : (message ?? (await findDefaultText(trx, provider)))
    if (!way && comingSoon !== undefined && toPerson) {
      await addLeadDms(trx, [rowOf(deps, who, lead, { id, provider, text: text ?? '', state: 'coming_soon' })])
      return { kind: 'coming_soon', message: comingSoon, deepLink: toPerson(lead.phone, text ?? '') }
    }
    if (!way) throw new ApiError('conflict', noAccount)
    if (text === null)
      throw new ApiError('invalid_input', 'message: write a text, or set a default text for this channel in the workspace (dmTexts).')
    const content = filled ?? { type: 'text', text }
    return store(trx, deps, who, lead, { id, provider, way, text, content, token: null, locked, mayOpen: true })
  }).catch((error: { code?: string }) => {
    // Another lead got it at this moment.
    throw error.code === '23505' && idempotencyKey !== undefined ? usedForAnother() : error
  })
}

/** A template with its parameters at their places. Errors: ApiError invalid_input when it cannot be sent, or not with these. */
async function filledOf(trx: Trx, deps: DmDeps, provider: string, { accountId }: Way, template: Template): Promise<MessageContent> {
  const fit = await fitTemplates(trx, deps.channelOf(provider), accountId, { type: 'template', template })
  if ('why' in fit) throw new ApiError('invalid_input', fit.why)
  return fit.content
}

const usedForAnother = () => new ApiError('conflict', 'This Idempotency-Key was used for another DM. Use a new key for each DM.')

/** What the first request with the key got. Errors: ApiError conflict when it asked for something else. */
function repeated(
  { channelOf }: DmDeps,
  lead: LeadToWrite,
  first: FirstDm,
  { id, provider, message }: { id: string; provider: string; message: string | undefined },
): DmResult | Refused {
  if (first.leadId !== lead.id || first.provider !== provider || (message !== undefined && message !== first.text && !first.isTemplate))
    throw usedForAnother()
  const { comingSoon, toPerson } = channelOf(provider).links ?? {}
  const deepLink = toPerson?.(lead.phone, first.text) ?? null
  if (first.isComingSoon) return { kind: 'coming_soon', message: comingSoon ?? '', deepLink: deepLink ?? '', isRepeated: true }
  return first.isRefused ? { kind: 'not_permitted', deepLink, isRepeated: true } : { kind: 'queued', id, isRepeated: true }
}

/** The id of the DM that a key is for: what is stored under it is found by any process, and can be stored once. */
function idOfKey(workspaceId: string, key: string): string {
  const hex = createHash('sha256').update(`${workspaceId}/${key}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Sends a DM that failed again, as a new one: a person decided, so a message that needs one is closed with it.
 * Errors: as sendDm; conflict when it has not failed, or is in doubt and not forced.
 */
export function retryDm(deps: DmDeps, who: Principal, { leadId, force }: { leadId: string; force: boolean }): Promise<Queued> {
  return changing<Queued>(deps, who, { leadId, provider: null }, 'retry', async (trx, lead, locked) => {
    const last = await findDmToRetry(trx, leadId)
    const { provider, text, ended } = planRetry(last, force, deps.clock.now())
    const way = last!.conversationId
      ? {
          accountId: last!.accountId!,
          conversationId: last!.conversationId,
          externalId: last!.externalId,
          username: last!.username,
          phone: last!.phone,
          simulated: last!.simulated,
        }
      : await findWay(trx, lead, provider)
    if (!way) throw new ApiError('conflict', noAccount)
    const content = last!.content ?? { type: 'text', text }
    if (ended)
      await endLeadDm(trx, {
        ...rowOf(deps, who, lead, { provider, text, state: 'failed', accountId: last!.accountId }),
        ...ended,
        id: last!.dmId!,
      })
    const stored = await store(trx, deps, who, lead, { provider, way, text, content, token: last!.token, locked })
    if (stored.kind === 'queued' && last!.epoch !== null)
      await closeMessages(trx, [{ id: last!.dmId!, epoch: last!.epoch }], ['refused', 'parked'], 'failed', deps.clock.now())
    return stored
  })
}

/** Runs a change of a lead's DMs in one transaction, with its audit row. A DM that may not be sent is stored before it is refused. */
async function changing<T extends DmResult>(
  deps: DmDeps,
  who: Principal,
  { leadId, provider }: { leadId: string; provider: string | null },
  action: string,
  change: (trx: Trx, lead: LeadToWrite, locked: string | null) => Promise<T | Refused>,
): Promise<T> {
  const once = () =>
    inWorkspace(deps.databases.web, who, async (trx) => {
      const locked = isUuid(leadId) ? await lockThread(trx, leadId, provider) : null
      if (isUuid(leadId) && !locked) await lockForThread(trx, deps, { leadId, provider })
      const lead = isUuid(leadId) ? await lockLead(trx, leadId) : undefined
      if (!lead) return null
      const done = await change(trx, lead, locked)
      if (done.isRepeated) return done
      await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject: 'dm', subjectId: leadId })
      return done
    })
  const stored = await untilThreadStays(once)
  if (!stored) return refuseLead(deps, who, leadId)
  deps.wake.tell('leads', who.workspaceId)
  if (stored.kind === 'not_permitted') throw new NotPermitted(stored.deepLink)
  deps.wake.tell('outbox', null)
  deps.wake.tell('messages', who.workspaceId)
  return stored
}

/** Before a lead is locked, and only where a thread may be opened for it: ingest stores nobody meanwhile. */
async function lockForThread(trx: Trx, deps: DmDeps, of: { leadId: string; provider: string | null }): Promise<void> {
  if (!of.provider || !deps.channelOf(of.provider).templates) return
  const lead = await findLeadToWrite(trx, of.leadId)
  const way = lead && (await findWay(trx, lead, of.provider))
  if (way && (await hasDefaultTemplate(trx, way.accountId))) await lockIngest(trx)
}

type ToStore = {
  id?: string
  provider: string
  way: Way
  text: string
  content: MessageContent
  token: string | null
  /** The conversation that is locked. */
  locked: string | null
  /** A thread may be opened for them: the ingest lock is held where their account has a default template. */
  mayOpen?: boolean
}

/** Stores a DM: as a message, or waiting for its person with their link. */
async function store(
  trx: Trx,
  deps: DmDeps,
  who: Principal,
  lead: LeadToWrite,
  { id = deps.newId(), provider, way, text, content, token, locked, mayOpen = false }: ToStore,
): Promise<Queued | Refused> {
  const channel = deps.channelOf(provider)
  const now = deps.clock.now()
  const row = rowOf(deps, who, lead, { id, provider, text, state: 'sent_on', accountId: way.accountId })
  const deepLink = channel.links?.toPerson?.(lead.phone, text) ?? null
  const sendNow = async (conversationId: string, sent: MessageContent): Promise<boolean> => {
    try {
      const to = { accountId: way.accountId, conversationId }
      await storeByHand(trx, deps, who, { id: row.id, to, isPublic: false, content: sent, isTyped: false })
      await addLeadDms(trx, [{ ...row, text: wordsOf(sent) ?? text }])
      return true
    } catch (error) {
      if (!(error instanceof NotNow)) throw error
      return false
    }
  }
  if (way.conversationId) {
    if (way.conversationId !== locked) throw new ThreadChanged()
    if (await sendNow(way.conversationId, content)) return { kind: 'queued', id: row.id }
  } else {
    const why = channel.whyNotSendable({ kind: 'message', recipientId: lead.id, commentId: null, content })
    if (why) throw new ApiError('invalid_input', why.words)
  }
  const of = { accountId: way.accountId, leadId: lead.id, conversationId: way.conversationId }
  const instead = content.type === 'text' ? await fitDefault(trx, channel, of, text) : null
  if (instead) {
    const digits = mayOpen ? (lead.phone?.replaceAll(/\D/g, '') ?? '') : ''
    const conversationId =
      way.conversationId ?? (digits && (await openThread(trx, deps, { ...of, ...instead.lead, workspaceId: who.workspaceId, digits })))
    if (conversationId && (await sendNow(conversationId, instead.content))) return { kind: 'queued', id: row.id }
  }
  // A person with a phone number is known to the channel, and so is one with a thread: waiting would promise what nobody awaits.
  const isKnown = way.conversationId !== null || (deepLink !== null && lead.phone !== null)
  const waitsUntil = isKnown ? now : new Date(now.getTime() + waitsMs)
  const ref = token ?? newRef()
  await addLeadDms(trx, [{ ...row, state: 'waiting', token: ref, waits_until: waitsUntil }])
  return isKnown ? { kind: 'not_permitted', deepLink: deepLink ?? chatLink(deps, provider, way, ref) } : { kind: 'queued', id: row.id }
}

type Of = { id?: string; provider: string; text: string; state: NewLeadDm['state']; accountId?: string | null }
const rowOf = (deps: DmDeps, who: Principal, lead: LeadToWrite, { id, provider, text, state, accountId = null }: Of): NewLeadDm => ({
  id: id ?? deps.newId(),
  workspace_id: who.workspaceId,
  lead_id: lead.id,
  account_id: accountId,
  provider,
  state,
  text,
  token: null,
  waits_until: null,
  error_code: null,
  error_words: null,
  created_at: deps.clock.now(),
})
