import type { Account } from '../world/accounts.ts'
import type { Person } from '../world/people.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import type { World } from '../world/world.ts'
import { contactsOf, queueChange, seconds } from './changes.ts'
import { habitOf, namesOf } from './people.ts'

/**
 * A message whose statuses are reported: `reference` is the value that the program sent along as `biz_opaque_callback_data`, `category`
 * that of its template.
 */
export type Sent = { id: string; to: string; person: Person | null; reference: string | null; category?: string }

/** Why a message that was accepted does not arrive. */
export type Failure = { code: number; title: string; details: string }

/** Failures that come as a status after the send was accepted (meta-platform.md 5.9, 8.3). */
export const failures = {
  undeliverable: { code: 131026, title: 'Message undeliverable', details: 'Message Undeliverable.' },
  outsideWindow: {
    code: 131047,
    title: 'Re-engagement message',
    details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  /** 13.2, row 2.17 */
  noMarketing: {
    code: 131050,
    title: 'User has stopped marketing messages',
    details: 'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages from this business.',
  },
  notDelivered: {
    code: 131049,
    title: 'This message was not delivered to maintain healthy ecosystem engagement.',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  /** 13.2, row 2.5: the template of a held message was judged bad. */
  templatePaused: { code: 132015, title: 'Template is Paused', details: 'The template is paused because of its quality.' },
} satisfies Record<string, Failure>

function statusOf(world: World, sent: Sent, status: string, at: number): Record<string, unknown> {
  const { waId, userId } = sent.person ? namesOf(world, sent.person) : { waId: sent.to, userId: null }
  return {
    id: sent.id,
    status,
    timestamp: seconds(at),
    ...(waId !== null && { recipient_id: waId }),
    ...(userId !== null && { recipient_user_id: userId }),
    ...(sent.reference !== null && { biz_opaque_callback_data: sent.reference }),
  }
}

/**
 * The price (5.9, 13.1 row 1.21), reported with `sent` and with one of the others (5.5): of a template by its category, also inside the
 * window; of anything else that of free text.
 */
const pricingOf = (world: World, category: string | undefined) =>
  category !== undefined
    ? { billable: true, pricing_model: 'PMP', type: 'regular', category: category.toLowerCase() }
    : world.settings.current().whatsapp.serviceMessages === 'regular'
      ? { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' }
      : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }

/** 5.9: who comes by an advertisement and is answered within a day is written to for 72 hours without charge. */
const freeEntryPrice = { billable: false, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' }
const answeredWithinMs = 24 * 3_600_000
const freeForMs = 72 * 3_600_000
type Entry = { cameAt: number; until: number | null }
const entryKey = (account: Account, person: Person): string => `freeEntry/${account.id}/${person.id}`

/** The person comes by an advertisement. */
export const openFreeEntry = (world: World, account: Account, person: Person): void =>
  writeMeta(world.store, entryKey(account, person), { cameAt: world.clock.now(), until: null } satisfies Entry)

function freeEntryOf(world: World, account: Account, person: Person): { id: string; until: number } | null {
  const key = entryKey(account, person)
  const entry = readMeta<Entry>(world.store, key)
  const now = world.clock.now()
  if (!entry || (entry.until === null && now - entry.cameAt > answeredWithinMs)) return null
  const until = entry.until ?? now + freeForMs
  if (entry.until === null) writeMeta(world.store, key, { ...entry, until } satisfies Entry)
  return now > until ? null : { id: `${person.id}${entry.cameAt}`, until }
}

function queueStatus(
  world: World,
  account: Account,
  sent: Sent & { person: Person },
  status: 'sent' | 'delivered' | 'read',
  afterMs: number,
): void {
  const free = freeEntryOf(world, account, sent.person)
  const shown = {
    ...statusOf(world, sent, status, world.clock.now() + afterMs),
    ...(status !== 'read' && { pricing: free ? freeEntryPrice : pricingOf(world, sent.category) }),
    // Since v24.0 only a free entry point is told, and its end only with `sent` (5.5).
    ...(free && {
      conversation: {
        id: free.id,
        origin: { type: 'referral_conversion' },
        ...(status === 'sent' && { expiration_timestamp: seconds(free.until) }),
      },
    }),
  }
  const times = world.settings.current().whatsapp.statusOrder === 'twice' ? 2 : 1
  for (let time = 0; time < times; time++)
    queueChange(world, account, 'messages', { contacts: contactsOf(world, sent.person), statuses: [shown] }, afterMs)
}

/**
 * Queues the statuses of an accepted message: sent; delivered unless this person's phone is off; read if this person sends read receipts
 * and reads at once.
 * Out: the last status.
 */
export function queueFate(world: World, account: Account, sent: Sent & { person: Person }): 'sent' | 'delivered' | 'read' {
  const { deliveredShare, readShare, sentAfterMs, deliveredAfterMs, readAfterMs, statusOrder, skipsDelivered } =
    world.settings.current().whatsapp
  const fate =
    habitOf(sent.person, 'delivered') >= deliveredShare ? 'sent' : habitOf(sent.person, 'read') >= readShare ? 'delivered' : 'read'
  const told = [
    ['sent', sentAfterMs] as const,
    ...(fate !== 'sent' && !(fate === 'read' && skipsDelivered) ? [['delivered', deliveredAfterMs] as const] : []),
    ...(fate === 'read' ? [['read', readAfterMs] as const] : []),
  ]
  // Reversed, the last comes when the first would have, and the others after it.
  const times = told.map(([, afterMs]) => afterMs)
  for (const [at, [status]] of (statusOrder === 'reversed' ? told.toReversed() : told).entries())
    queueStatus(world, account, sent, status, times[at]! + (statusOrder === 'reversed' ? at * 10 : 0))
  return fate
}

export const queueSent = (world: World, account: Account, sent: Sent & { person: Person }): void =>
  queueStatus(world, account, sent, 'sent', world.settings.current().whatsapp.sentAfterMs)

/** The person opens the thread. */
export const queueRead = (world: World, account: Account, sent: Sent & { person: Person }): void =>
  queueStatus(world, account, sent, 'read', 0)

/** A status for a message that was accepted, and will not arrive; it names no contacts (5.5). */
export function queueFailure(world: World, account: Account, sent: Sent, { code, title, details }: Failure): void {
  const { sentAfterMs } = world.settings.current().whatsapp
  const error = {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
  const status = { ...statusOf(world, sent, 'failed', world.clock.now() + sentAfterMs), errors: [error] }
  queueChange(world, account, 'messages', { statuses: [status] }, sentAfterMs)
}
