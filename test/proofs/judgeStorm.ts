import { messagesIn } from '../support/ledgers.ts'
import { channels } from '../support/openEveryChannel.ts'
import { answerTo, slowMs, type Storm } from './playStorm.ts'

/** The comparison of the three ledgers. Everything but `counts` must be empty. */
export type Verdict = {
  /** Acknowledged, but without a reply and not parked for a person. */
  lost: string[]
  /** Ingested, planned or sent more than once. */
  twice: string[]
  /** Where the product's record differs from what the platform did. */
  disagree: string[]
  /** Parked without a reason, or more often than chance can explain. */
  unexplained: string[]
  counts: Record<string, number>
}

const arrived = new Set(['sent', 'delivered', 'read'])
/** How long before a kill a call with an immediate response may have begun and still have no response. */
const onTheWireMs = 50
/** This many of a kind are enough to show. */
const shown = 20

export function judgeStorm({ acknowledged, calls, heard, said, kills, endedByThemselves }: Storm): Verdict {
  const effects = messagesIn(calls)
  const effectsByText = groupBy(effects, (one) => one.text)
  const heardOnce = new Set(heard)
  const saidByText = groupBy(said, (one) => one.text)
  const parked = said.filter((one) => one.status === 'parked')
  const parkedTexts = new Set(parked.map((one) => one.text))

  const lost = acknowledged.filter((words) => {
    const answer = answerTo(words)
    return !heardOnce.has(words) || !saidByText.has(answer) || (!effectsByText.has(answer) && !parkedTexts.has(answer))
  })
  const twice = [
    ...repeated(acknowledged.map((words) => `acknowledged: ${words}`)),
    ...repeated(heard.map((words) => `heard: ${words}`)),
    ...repeated(said.map(({ text }) => `planned: ${text}`)),
    ...repeated(effects.map(({ text }) => `said: ${text}`)),
  ]
  const known = new Set(acknowledged.map(answerTo))
  const disagree = [
    ...endedByThemselves,
    ...effects.filter(({ text }) => !known.has(text)).map(({ text }) => `sent without a message to reply to: ${text}`),
    ...said.flatMap((one) => {
      const effect = effectsByText.get(one.text)?.[0]
      if (arrived.has(one.status)) {
        if (!effect) return [`${one.status} although it never was: ${one.text}`]
        // A private reply that was sent again after a doubt is refused because the first one had arrived: then its id is never known.
        const mayBeUnknown = one.kind === 'private_reply' && one.attempts.length > 1
        return effect.id === one.channelMessageId || (one.channelMessageId === null && mayBeUnknown) ? [] : [`another id: ${one.text}`]
      }
      return one.status === 'parked' ? [] : [`${one.status} (${one.error?.code}): ${one.text}`]
    }),
  ]
  // Calls that the platform never answered, and those in flight when their worker, or the database that recorded them, was killed.
  const sends = calls.filter((call) => call.path.endsWith('/messages') && call.method === 'POST')
  const unanswered = sends.filter((call) => call.status === null)
  const cut = new Set(
    kills
      .filter(({ what }) => what !== 'redis')
      .flatMap(({ at }) =>
        sends.filter((call) => {
          const begun = Date.parse(call.at)
          return begun <= at + onTheWireMs && begun + (call.fault === 'delay' ? slowMs : 0) >= at - onTheWireMs
        }),
      ),
  )
  const unexplained = parked.filter((one) => !one.error?.code || !one.error.text).map((one) => `parked without a reason: ${one.text}`)
  if (parked.length > unanswered.length + cut.size)
    unexplained.push(
      `${parked.length} are parked, but only ${unanswered.length} calls were never answered and ${cut.size} were under way at kills`,
    )
  return {
    lost: lost.slice(0, shown),
    twice: twice.slice(0, shown),
    disagree: disagree.slice(0, shown),
    unexplained: unexplained.slice(0, shown),
    counts: {
      acknowledged: acknowledged.length,
      heard: heard.length,
      planned: said.length,
      said: effects.length,
      parked: parked.length,
      'calls in flight at kills': cut.size,
      'calls never answered': unanswered.length,
      'of them with an effect': unanswered.filter((call) => call.effect).length,
      'messages that were in doubt': said.filter((one) => one.attempts.some((attempt) => attempt.httpStatus === null)).length,
      ...Object.fromEntries(channels.map((channel) => [`sent on ${channel}`, effects.filter(({ text }) => text.endsWith(channel)).length])),
      lost: lost.length,
      twice: twice.length,
    },
  }
}

function groupBy<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

function repeated(all: string[]): string[] {
  const seen = new Set<string>()
  return all.filter((one) => seen.size === seen.add(one).size)
}
