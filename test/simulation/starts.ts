import { diceFor } from '../../server/engine/dice.ts'
import { addOccurrences, keyOfOccurrence, type NewOccurrence } from '../../server/inbox/addOccurrences.queries.ts'
import { findPerson } from '../../server/inbox/startAutomation.queries.ts'
import type { Db } from '../../server/platform/db.ts'
import type { SimulatedProcess } from './process.ts'
import type { Records } from './records.ts'
import type { Shop } from './shop.ts'
import { chance, pick, type Ambush } from './traits.ts'
import type { World } from './world.ts'

type Request = { key: string; automation: string; dueInMs: number; again: boolean }

/** Starts automations for people through the API: the same request is repeated until it gets a response, and sometimes after that. */
export type Starts = {
  ambushes: Ambush[]
  /** Adds a request, at random. */
  want(): void
  waiting(): boolean
  /** Whether it is time for a request, in a world that has any. */
  isTime(): boolean
  send(living: SimulatedProcess[]): Promise<void>
}

/** Has a seeded random of its own: in a world without starts nothing else changes. */
export function makeStarts(seed: number, { ground, time, say }: World, shop: Shop, records: Records, newId: () => string): Starts {
  const dice = diceFor(`simulation ${seed} starts`)
  const often = chance(dice, 0.6) ? pick(dice, [0.4, 0.9]) : 0
  const requests: Request[] = []
  let wanted = 0
  const strikes = ['die before', 'die after', 'lost before', 'lost after', 'freeze after'] as const
  const ambush = (): Ambush => ({
    moment: pick(dice, ['occurring', 'reading'] as const),
    strike: pick(dice, strikes),
    skip: pick(dice, [0, 0, 1]),
    freezeMs: 12_000,
  })
  return {
    ambushes: often > 0 && chance(dice, 0.5) ? [ambush()] : [],
    want() {
      if (!chance(dice, often)) return
      const dueInMs = pick(dice, [0, 0, 0, 40_000])
      requests.push({ key: `${++wanted}`, automation: pick(dice, shop.automationIds), dueInMs, again: chance(dice, 0.5) })
    },
    waiting: () => requests.length > 0,
    isTime: () => requests.length > 0 && chance(dice, 0.2),
    async send(living) {
      const request = requests.shift()!
      const { rows } = await ground.admin('select id from conversations where account_id = $1 order by id', [shop.accountId])
      if (!rows.length) return say(`start ${request.key}: no person is known yet`)
      const [door, conversation] = [pick(dice, living), pick(dice, rows)['id'] as string]
      say(`start ${request.key} through ${door.name}`)
      let answered = false
      const again = () => {
        if (!answered) requests.push(request)
        answered = true
      }
      const given = { kind: 'start', key: `${request.automation}:${request.key}` } as const
      const now = new Date(time.worldMs())
      const row = {
        ...given,
        id: newId(),
        workspace_id: shop.workspaceId,
        account_id: shop.accountId,
        due_at: new Date(now.getTime() + request.dueInMs),
        data: { automationId: request.automation, by: 'somebody' },
        created_at: now,
      }
      void door
        .asApi((db) => keepFor(db, conversation, row))
        .then((isKept) => {
          answered = true
          forget()
          say(`${isKept ? 202 : 404} for start ${request.key}`)
          if (!isKept) return
          records.acknowledged.push(keyOfOccurrence(given))
          if (request.again) requests.push({ ...request, again: false })
        }, again)
      const forget = time.at(time.machineMs() + 20_000, 'client', `no answer for start ${request.key}`, again)
    },
  }
}

/** As the API does it (inbox/startAutomation.ts). Out: whether the conversation was there. */
const keepFor = (db: Db, conversationId: string, row: Omit<NewOccurrence, 'contact_id'>): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const contactId = await findPerson(trx, row.account_id, { conversationId })
    if (contactId) await addOccurrences(trx, [{ ...row, contact_id: contactId }])
    return contactId !== null
  })
