import type { Sentence } from './sentence.ts'

/**
 * The ledger of what we say. States of a message, each change by compare-and-set on its epoch:
 *
 *   planned ─▶ claimed ─▶ sending ─▶ sent ─▶ (delivered, read)
 *      ▲          │          ├─▶ refused
 *      ├──────────┘          ├─▶ planned again, not before a time (a definite non-effect)
 *      └────────── in_doubt ◀┘   the outcome was never learned: settled by echo, by reading back, or parked
 *                     └─▶ sent | planned | parked ─▶ (a person) sent | planned
 */
export const messageStates = ['planned', 'claimed', 'sending', 'sent', 'delivered', 'read', 'refused', 'in_doubt', 'parked'] as const
export type MessageState = (typeof messageStates)[number]

/** A message in these states holds its lane: the next message of the conversation waits for it. */
const openStates = ['planned', 'claimed', 'sending', 'in_doubt'] as const
export type OpenState = (typeof openStates)[number]

export const messageKinds = ['public_reply', 'private_reply', 'message'] as const
export type MessageKind = (typeof messageKinds)[number]

/**
 * Kinds of messages that wait until the owner acts, and why: a permission of the platform that only they need is missing. `at` as ISO text.
 */
export type StoppedKinds = Partial<Record<MessageKind, { code: string; words: Sentence; at: string }>>

/** `public` under the post, `direct` in the thread: two lanes of a conversation that do not wait for each other. */
export type Lane = 'public' | 'direct'
export const laneOf = (kind: MessageKind): Lane => (kind === 'public_reply' ? 'public' : 'direct')

/** The status of a message in the API. */
export const shownStatuses = ['pending', 'sent', 'delivered', 'read', 'failed', 'in_doubt', 'parked'] as const
export type ShownStatus = (typeof shownStatuses)[number]

/** The only mapping of states, in code and in docs: stored state → API `status` → `dmStatus`. */
export const shownStatus: Record<MessageState, { status: ShownStatus; dmStatus: string; chip: string }> = {
  planned: { status: 'pending', dmStatus: 'pending', chip: 'Waiting' },
  claimed: { status: 'pending', dmStatus: 'pending', chip: 'Waiting' },
  sending: { status: 'pending', dmStatus: 'pending', chip: 'Waiting' },
  sent: { status: 'sent', dmStatus: 'sent', chip: 'Sent' },
  delivered: { status: 'delivered', dmStatus: 'delivered', chip: 'Delivered' },
  read: { status: 'read', dmStatus: 'read', chip: 'Read' },
  refused: { status: 'failed', dmStatus: 'failed', chip: 'Failed' },
  in_doubt: { status: 'in_doubt', dmStatus: 'pending', chip: 'In doubt' },
  parked: { status: 'parked', dmStatus: 'failed', chip: 'Needs you' },
}

/** What a person found out about a parked message: it had arrived, or it had not. */
export const closedOutcomes = ['sent', 'failed'] as const
export type ClosedOutcome = (typeof closedOutcomes)[number]
