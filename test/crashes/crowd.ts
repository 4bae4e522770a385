import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from '../support/npmStart.ts'
import { until } from '../support/until.ts'

/** The text of one person, and the automation's reply: each names the person, so that no two are the same. */
export const wordsOf = (person: number): string => `price please, I am number ${person}`
export const answerTo = (words: string): string => `You wrote: ${words}`

type Crowd = {
  /** How many have written, as far as they know. */
  written(): number
  /** Resolves when each person has written exactly once. */
  done: Promise<void>
}

const perSecond = 30

/**
 * People who write one message each, thirty a second. A person whose request failed checks whether the message is in the thread, and writes
 * it (again) when it is not: so every person has written once, whatever was killed meanwhile.
 */
export function letThemWrite(place: Place, accountExternalId: string, people: string[]): Crowd {
  let written = 0
  async function writeOnce(personId: string, text: string) {
    for (let unsure = false; ; unsure = true) {
      try {
        const there =
          unsure &&
          (
            await place.sim<{ data: { text: string }[] }>('GET', `/simulator/people/${personId}/inbox?accountId=${accountExternalId}`)
          ).data.some((one) => one.text === text)
        if (!there) await place.sim('POST', '/simulator/messages', { accountId: accountExternalId, personId, text })
        written++
        return
      } catch {
        await sleep(100)
      }
    }
  }
  async function writeAll() {
    const writing: Promise<void>[] = []
    for (const [index, personId] of people.entries()) {
      await simulatorIsThere(place)
      writing.push(writeOnce(personId, wordsOf(index)))
      await sleep(1000 / perSecond)
    }
    await Promise.all(writing)
  }
  return { written: () => written, done: writeAll() }
}

/** While all processes are dead no one can write; the people wait and continue at their pace. */
const simulatorIsThere = (place: Place) => until('the simulator is up', () => place.sim('GET', '/simulator/clock'), 60_000)
