/**
 * A run, one person's way through one automation's steps:
 *
 *   (started) ─▶ waiting_answer ─▶ … ─▶ done
 *          └──▶ waiting_time ──▶ …
 *   waiting_answer ─▶ no_answer | gave_up (the run went on into that branch and reached its end)
 *                  ─▶ superseded (another automation asked this person something later)
 *   any waiting    ─▶ stopped (the person wrote STOP, or the owner switched the automation off)
 */
const runStates = ['waiting_answer', 'waiting_time', 'done', 'no_answer', 'gave_up', 'superseded', 'stopped'] as const
export type RunState = (typeof runStates)[number]

export type Run = {
  id: string
  automationId: string
  versionId: string
  conversationId: string
  /** The event that started it. */
  eventId: string
  /** The comment it answers: the first DM is then a private reply (meta-platform.md 3.3), used once. */
  commentId: string | null
  privateReplyUsed: boolean
  state: RunState
  /** The step that waits, or the last one. */
  stepId: string | null
  /** The last valid answer, as `save` will store it. */
  answer: string | null
  /** Field → value of everything saved so far. */
  saved: Record<string, string>
  tries: number
  /** When a waiting run continues without an answer. */
  wakeAt: Date | null
  leadId: string | null
  startedAt: Date
  endedAt: Date | null
}
