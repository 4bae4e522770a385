import type { Ground } from './database.ts'
import type { Effect, Platform } from './platform.ts'
import type { Records } from './records.ts'
import type { Shop } from './shop.ts'
import type { Traits } from './traits.ts'
import { judgeWork, type Work } from './work.ts'

type Message = {
  id: string
  seq: number
  conversation: string
  lane: string
  kind: string
  state: string
  text: string
  recipient: string | null
  comment: string | null
  channelId: string | null
  code: string | null
  doubts: number
  event: string
  run: string
  step: string
  automation: string
  stopped: Date | null
  plannedAt: string
}

const said = (message: Message) => ['sent', 'delivered', 'read'].includes(message.state)

/** Compares the ledgers: acknowledged acts of people, the database, the effects on the platform. Out: the differences, in words. */
export async function judge(
  ground: Ground,
  platform: Platform,
  work: Work,
  records: Records,
  shop: Shop,
  traits: Traits,
): Promise<string[]> {
  const wrong: string[] = []
  const { rows: events } = await ground.admin(`select key, outcome, silence, decided_at as at, id from events where account_id = $1`, [
    shop.accountId,
  ])
  const { rows } = await ground.admin(
    `
    select m.id, m.seq, m.conversation_id as conversation, m.lane, m.kind, m.state, m.content ->> 'text' as text,
      c.recipient_id as recipient, m.comment_id as comment, m.channel_message_id as "channelId",
      m.error_code as code, m.doubts, m.event_id as event, m.run_id as run, m.step_id as step, m.automation_id as automation,
        c.opted_out_at as stopped, m.created_at::text as "plannedAt"
    from ledger m join conversations c on c.id = m.conversation_id where m.account_id = $1 order by m.seq`,
    [shop.accountId],
  )
  const messages = rows as Message[]

  // Every acknowledged act is one event with one outcome.
  for (const key of new Set(records.acknowledged)) {
    const found = events.filter((event) => event['key'] === key)
    if (found.length !== 1 || !found[0]!['outcome']) wrong.push(`${key} was acknowledged and has ${found.length} outcomes`)
  }
  for (const event of events) if (event['outcome'] === 'held') wrong.push(`${event['key'] as string} is still held`)
  wrong.push(...(await judgeWork(ground, work, traits.clockJumps)))
  for (const event of events)
    if (['internal_error', 'no_conversation'].includes(event['silence'] as string) && !String(event['key']).startsWith('result:'))
      wrong.push(`${event['key'] as string} ended as ${event['silence'] as string}`)
  const unknown = events.filter((event) => ['who_unknown', 'words_unknown'].includes(event['silence'] as string))
  // The platform of these worlds returns all details in the end. Exceptions: an account that was stopped for too long could not request
  // them, and a request is not repeated a fourth time after three workers were lost over it.
  const { rows: lost } = await ground.admin(`
    select j.data ->> 'eventId' as event from jobs j where j.kind = 'look_up' and j.code = 'quarantined'
      and (select count(*) from job_attempts a where a.job_id = j.id and a.outcome = 'lost') >= 3`)
  const quarantined = new Set(lost.map((row) => row['event']))
  for (const event of unknown)
    if (!traits.clockJumps && traits.callFaults === 0 && !quarantined.has(event['id'])) wrong.push(`${event['key'] as string} was given up`)
  const answering = new Set(messages.map((one) => one.event))
  const known = new Set(events.map((event) => event['id']))
  for (const one of messages) if (!known.has(one.event)) wrong.push(`"${one.text}" belongs to no decision that was kept`)
  for (const event of events)
    if (event['outcome'] === 'answered' && !answering.has(event['id'] as string))
      wrong.push(`${event['key'] as string} was answered with nothing`)

  for (const message of messages) {
    if (['planned', 'claimed', 'sending', 'in_doubt'].includes(message.state)) wrong.push(`"${message.text}" is left ${message.state}`)
    if ((message.state === 'parked' || message.state === 'refused') && !message.code)
      wrong.push(`"${message.text}" is ${message.state} without a reason`)
  }
  wrong.push(
    ...compareWithEffects(messages, platform.effects),
    ...lanesOutOfOrder(messages, platform.effects, traits.twoIds),
    ...promisesNotKept(messages, platform.effects),
    ...platform.improper.filter(() => !traits.clockJumps),
  )

  // One step of a run sends once; a question may be asked again.
  const spoken = new Map<string, number>()
  for (const one of messages) if (one.step !== 'ask') spoken.set(`${one.run}/${one.step}`, (spoken.get(`${one.run}/${one.step}`) ?? 0) + 1)
  for (const [step, times] of spoken) if (times > 1) wrong.push(`the step ${step} spoke ${times} times`)

  const { rows: runs } = await ground.admin(
    `select automation_id as automation, count(*)::integer as n from events where account_id = $1 and outcome = 'answered' group by 1`,
    [shop.accountId],
  )
  const { rows: leads } = await ground.admin(
    `select automation_id as automation, count(*)::integer as n from leads where account_id = $1 group by 1`,
    [shop.accountId],
  )
  const { rows: stats } = await ground.admin(
    `select automation_id as automation, total_triggers as triggers, total_dms_sent as dms, total_comments_replied as replies, total_leads_captured as leads from automation_figures where workspace_id = $1`,
    [shop.workspaceId],
  )
  for (const stat of stats) {
    const of = (list: Record<string, unknown>[]) =>
      (list.find((one) => one['automation'] === stat['automation'])?.['n'] as number | undefined) ?? 0
    const spokenBy = messages.filter((one) => one.automation === stat['automation'] && said(one))
    const rowsSay = {
      triggers: of(runs),
      dms: spokenBy.filter((one) => one.lane === 'direct').length,
      replies: spokenBy.filter((one) => one.lane === 'public').length,
      leads: of(leads),
    }
    for (const [name, n] of Object.entries(rowsSay))
      if (stat[name] !== n) wrong.push(`the statistics count ${String(stat[name])} ${name}, the rows ${n}`)
  }

  if (!traits.twoIds) {
    for (const message of messages) {
      const stoppedAt = records.stops.get(message.conversation)
      const claimedAt = records.claims.get(message.id)
      if (stoppedAt !== undefined && claimedAt !== undefined && claimedAt > stoppedAt && said(message))
        wrong.push(`"${message.text}" was said after STOP`)
    }
  }
  wrong.push(...overLimit(platform.effects, traits))
  return wrong
}

/** One effect for each message that counts as sent, none for any other, and no further effects. */
function compareWithEffects(messages: Message[], effects: Effect[]): string[] {
  const wrong: string[] = []
  const owner = new Map<string, Message>()
  for (const message of messages.filter(said)) {
    // A private reply that was found to have arrived already has no id of its own.
    const effect = effects.find((one) =>
      message.channelId === null ? one.kind === 'private_reply' && one.commentId === message.comment : one.messageId === message.channelId,
    )
    if (!effect) wrong.push(`"${message.text}" counts as said, and the platform knows nothing of it`)
    else if (owner.has(effect.messageId))
      wrong.push(`"${message.text}" and "${owner.get(effect.messageId)!.text}" count as said by one and the same call`)
    else if (effect.text !== message.text || effect.kind !== message.kind)
      wrong.push(`"${message.text}" counts as said, but what was said is "${effect.text}"`)
    else owner.set(effect.messageId, message)
  }
  // A message whose outcome cannot be found out is parked for a person; it may have been sent.
  const unknown = messages.filter((one) => one.state === 'parked')
  for (const effect of effects) {
    if (owner.has(effect.messageId)) continue
    const parked = unknown.findIndex((one) => one.text === effect.text && one.kind === effect.kind)
    if (parked >= 0) unknown.splice(parked, 1)
    else wrong.push(`said, but not accounted for (twice, or recorded as unsaid): "${effect.text}"`)
  }
  return wrong
}

/** The DM that a public reply announces: the first one planned at the same moment for the same event. */
const announcedBy = (reply: Message, messages: Message[]): Message | undefined =>
  reply.lane === 'public' && reply.step !== 'greeting'
    ? messages.find(
        (one) => one.lane === 'direct' && one.event === reply.event && one.run === reply.run && one.plannedAt === reply.plannedAt,
      )
    : undefined

/** No public reply without its DM sent before it; and none left out although its DM was sent, unless for a reason of its own. */
function promisesNotKept(messages: Message[], effects: Effect[]): string[] {
  const wrong: string[] = []
  const at = (message: Message) =>
    effects.find((one) =>
      message.channelId ? one.messageId === message.channelId : one.commentId === message.comment && one.kind === message.kind,
    )?.seq ?? -1
  for (const reply of messages.filter((one) => one.lane === 'public')) {
    const dm = announcedBy(reply, messages)
    if (!dm && reply.step === 'public') wrong.push(`"${reply.text}" announces a DM that was never planned`)
    if (said(reply) && dm && !said(dm)) wrong.push(`"${reply.text}" was posted, and its DM "${dm.text}" is ${dm.state}`)
    if (said(reply) && dm && said(dm) && at(dm) > at(reply)) wrong.push(`"${reply.text}" was posted before its DM`)
    if (reply.code === 'dm_not_sent' && (!dm || said(dm))) wrong.push(`"${reply.text}" was not posted, and its DM was sent`)
  }
  return wrong
}

/**
 * Messages are sent in the order they were planned. A message that was in doubt lets others pass after a minute, so it is left out. Replies
 * that wait for a DM delay none of those that do not.
 */
function lanesOutOfOrder(messages: Message[], effects: Effect[], threadsMerge: boolean): string[] {
  const wrong: string[] = []
  const last = new Map<string, { seq: number; text: string }>()
  for (const effect of effects) {
    const message = messages.find((one) => one.channelId === effect.messageId && said(one))
    const dm = message && announcedBy(message, messages)
    if (!message || message.doubts > 0 || (dm && dm.doubts > 0)) continue
    // Two threads may turn out to be one person's; messages planned in each before that were not in one lane.
    const lane = `${threadsMerge ? message.run : message.conversation}/${message.lane}/${dm ? 'after a DM' : ''}`
    const before = last.get(lane)
    if (before && before.seq > message.seq) wrong.push(`"${message.text}" was planned before "${before.text}" and said after it`)
    last.set(lane, message)
  }
  return wrong
}

/** In no interval more calls with an effect than the account's limits allow. */
function overLimit(effects: Effect[], traits: Traits): string[] {
  const wrong: string[] = []
  for (const [kind, limit] of Object.entries(traits.limits)) {
    const calls = effects.filter((one) => one.kind === kind).map((one) => one.reservedAtMs)
    const most = Math.max(0, ...calls.map((from) => calls.filter((at) => at >= from && at < from + limit.perMs).length))
    if (most > limit.calls)
      wrong.push(
        `${most} calls of kind ${kind} within ${limit.perMs} ms, allowed are ${limit.calls}: at ${calls.map((at) => new Date(at).toISOString().slice(11, 23)).join(', ')}`,
      )
  }
  return wrong
}
