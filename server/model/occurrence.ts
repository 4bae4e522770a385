/**
 * A cause that is not a webhook. It waits in the table `occurrences` until it is due; then ingest turns it into an event, which is decided,
 * explained and shown like any other. None of them opens a messaging window.
 * form          a person filled in a public form
 * lead_ad       a person filled in a lead ad
 * time          a time that an automation waits for has come
 * birthday      it is the person's birthday
 * tag           a tag was added to the person or removed
 * inbound_call  another program called an automation's address
 * start         one automation is started for this person: by the API, or by a step of another automation
 * result        the result of an effect
 */
export const occurrenceKinds = ['form', 'lead_ad', 'time', 'birthday', 'tag', 'inbound_call', 'start', 'result'] as const
export type OccurrenceKind = (typeof occurrenceKinds)[number]

/**
 * What the table holds: beside these, events of the platform of which no webhook told (`missed`). Such a row holds the whole event, which
 * has the kind and the key that its webhook would have given it.
 */
export type WaitingKind = OccurrenceKind | 'missed'

const kinds: ReadonlySet<string> = new Set(occurrenceKinds)
export const isOccurrence = (kind: string): kind is OccurrenceKind => kinds.has(kind)

/** A result belongs to the event that waits for it; automations reply to the others. */
export const answerableOccurrences = occurrenceKinds.filter((kind) => kind !== 'result')

/** The data of a `start`. `by`: who asked for it, as the audit names them. */
export type StartData = { automationId: string; by: string }

/** The automation that an event names to be started; null: every automation that matches it. */
export function automationToStart({ kind, detail }: { kind: string; detail: Record<string, unknown> }): string | null {
  const id = detail['automationId']
  return kind === 'start' && typeof id === 'string' ? id : null
}
