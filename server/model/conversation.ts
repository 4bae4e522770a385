/**
 * What stands in the history of a conversation beside its messages.
 * note         what a member of the team wrote for the others
 * assigned     it has another assignee (`data.memberId`; null: none)
 * closed       `data.firstAnswerMs`, `data.openMs`: how long the person waited for a first answer, and how long it was open
 * opened       a person of the team opened it again
 * paused       automations pause (`data.until`; null: until somebody resumes them)
 * resumed      automations go on
 * handed_over  an automation or a word of the person asked for a person (`data.why`)
 */
export const noteKinds = ['note', 'assigned', 'closed', 'opened', 'paused', 'resumed', 'handed_over'] as const
export type NoteKind = (typeof noteKinds)[number]

/** A pause without an end: automations stay silent until somebody resumes them. */
export const untilResumed = new Date('9999-12-31T00:00:00.000Z')
export const isUntilResumed = (until: Date): boolean => until.getTime() >= untilResumed.getTime()
