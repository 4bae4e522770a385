/**
 * A cause that is no webhook. It waits in the table `occurrences` until it is due; then the reader makes an event of it, which is decided,
 * explained and shown as any other. None of them opens a messaging window.
 *   form          somebody filled in a public form
 *   lead_ad       somebody filled in a lead ad
 *   time          a time that an automation waits for has come
 *   birthday      it is the person's birthday
 *   tag           the person got a tag or lost one
 *   inbound_call  another program called an automation's address
 *   start         one automation is started for this person: by the API, or by a step of another automation
 *   result        what came of an effect
 */
export const occurrenceKinds = ['form', 'lead_ad', 'time', 'birthday', 'tag', 'inbound_call', 'start', 'result'] as const
export type OccurrenceKind = (typeof occurrenceKinds)[number]

const kinds: ReadonlySet<string> = new Set(occurrenceKinds)
export const isOccurrence = (kind: string): kind is OccurrenceKind => kinds.has(kind)

/** A result is for whoever waits for it; automations answer the others. */
export const answerableOccurrences = occurrenceKinds.filter((kind) => kind !== 'result')

/** What a `start` says. `by`: who asked for it, as the audit names them. */
export type StartData = { automationId: string; by: string }

/** The one automation that an event starts; null: whichever hears it. */
export function automationToStart({ kind, detail }: { kind: string; detail: Record<string, unknown> }): string | null {
  const id = detail['automationId']
  return kind === 'start' && typeof id === 'string' ? id : null
}
