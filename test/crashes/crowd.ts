import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from '../support/npmStart.ts'
import { until } from '../support/until.ts'

/** A person, and the account on the platform that they write to. Every sixth is asked for an address, and gives it. */
export type Writer = { personId: string; accountId: string; channel: string; isAsked: boolean }

/** The texts of one person, and the automation's reply: each names the person, so that no two are the same. */
export const wordsOf = (person: number, { channel, isAsked }: Writer): string =>
  `${isAsked ? 'offer' : 'price'} please, I am number ${person} on ${channel}`
export const addressOf = (person: number): string => `person${person}@example.com`
export const answerTo = (words: string): string => `You wrote: ${words}`

type Crowd = {
  /** How many have written, as far as they know. */
  written(): number
  /** Resolves when each person has written exactly once. */
  done: Promise<void>
  /** Resolves when each person who sees the question has answered it. To be called when all questions that will come are there. */
  lastAnswers(): Promise<void>
}

const perSecond = 30

/**
 * People who write one message each, thirty a second, and some an address as soon as they see the question for it. A person whose request
 * failed checks whether the message is in the thread, and writes it (again) when it is not: so every person has written once, whatever was
 * killed meanwhile.
 */
export function letThemWrite(place: Place, people: Writer[]): Crowd {
  let written = 0
  const seenBy = async ({ personId, accountId }: Writer): Promise<string[]> =>
    (await place.sim<{ data: { text: string }[] }>('GET', `/simulator/people/${personId}/inbox?accountId=${accountId}`)).data.map(
      (one) => one.text,
    )
  async function writeOnce(writer: Writer, text: string) {
    for (let unsure = false; ; unsure = true) {
      try {
        if (!unsure || !(await seenBy(writer)).includes(text))
          await place.sim('POST', '/simulator/messages', { accountId: writer.accountId, personId: writer.personId, text })
        return
      } catch {
        await sleep(100)
      }
    }
  }
  async function writeAll() {
    const writing: Promise<void>[] = []
    for (const [index, writer] of people.entries()) {
      await simulatorIsThere(place)
      writing.push(writeOnce(writer, wordsOf(index, writer)).then(() => void written++))
      await sleep(1000 / perSecond)
    }
    await Promise.all(writing)
  }
  const asked = new Map([...people.entries()].filter(([, writer]) => writer.isAsked))
  async function answerQuestions() {
    for (const [index, writer] of asked) {
      const seen = await seenBy(writer).catch((): string[] => [])
      if (!seen.includes(answerTo(wordsOf(index, writer)))) continue
      await writeOnce(writer, addressOf(index))
      asked.delete(index)
    }
  }
  const life = { over: false }
  const answering = (async () => {
    for (; !life.over; await sleep(500)) await answerQuestions()
  })()
  return {
    written: () => written,
    done: writeAll(),
    async lastAnswers() {
      life.over = true
      await answering
      await answerQuestions()
    },
  }
}

/** While all processes are dead no one can write; the people wait and continue at their pace. */
const simulatorIsThere = (place: Place) => until('the simulator is up', () => place.sim('GET', '/simulator/clock'), 60_000)
