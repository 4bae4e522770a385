import { shownStatus, type MessageState } from './message.ts'
import type { ChannelName } from './event.ts'

/**
 * A DM to a lead, before and beside its message:
 * waiting      for the person to write first, since nothing else opens a conversation
 * sent_on      it is a message, whose state says the rest
 * failed       it was retried: the next DM says the rest
 * coming_soon  no account of this channel was connected
 */
export type LeadDmState = 'waiting' | 'sent_on' | 'failed' | 'coming_soon'

/** The status of a DM in the DM API and on badges. */
export const dmStatuses = ['pending', 'sent', 'delivered', 'read', 'failed', 'coming_soon'] as const
export type DmStatus = (typeof dmStatuses)[number]

/** What is known of a DM: its own state (null: an automation sent it) and that of its message. */
export type KnownDm = {
  dmState: LeadDmState | null
  messageState: MessageState | null
  provider: ChannelName
  waitsUntil: Date | null
  errorCode: string | null
}

export function dmStatusOf({ dmState, messageState, waitsUntil }: KnownDm, now: Date): DmStatus {
  if (dmState === 'coming_soon' || dmState === 'failed') return dmState
  if (dmState === 'waiting') return waitsUntil && waitsUntil > now ? 'pending' : 'failed'
  return messageState ? (shownStatus[messageState].dmStatus as DmStatus) : 'failed'
}

/** The states of messages behind each status. */
export const messageStatesOf = (status: DmStatus): MessageState[] =>
  (Object.keys(shownStatus) as MessageState[]).filter((state) => shownStatus[state].dmStatus === status)

const dmErrors: Record<string, readonly string[]> = {
  TOKEN_EXPIRED: ['token_invalid', 'secret_proof_wrong', 'reconnect_needed', 'cannot_be_asked'],
  RATE_LIMIT: ['rate_limited', 'too_many_to_person', 'messaging_limit', 'flow_throttled'],
  NOT_PERMITTED: [
    'outside_window',
    'comment_too_old',
    'no_recipient',
    'opted_out',
    'person_blocked',
    'person_unavailable',
    'person_unknown',
    'messages_switched_off',
    'no_consent',
    'said_already',
  ],
  CIRCUIT_OPEN: ['circuit_open'],
}

/** The code of a DM's error (requirement C6): one of the four of the DM API where it fits, else our own in capitals. */
export const dmErrorOf = (code: string): string =>
  Object.keys(dmErrors).find((error) => dmErrors[error]!.includes(code)) ?? code.toUpperCase()

/** Of a DM that still waits although its time is over. */
export const notPermitted = 'NOT_PERMITTED'
