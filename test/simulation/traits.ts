import type { Dice } from '../../server/engine/dice.ts'
import type { CallFault } from './process.ts'
import type { Moment, Strike } from './pool.ts'
import type { OwnLimits } from './shop.ts'

/** A fault planned for one occurrence of a moment: `skip` earlier ones pass. */
export type Ambush = { moment: Moment; strike: Exclude<Strike, null>; skip: number; freezeMs: number }

/** The properties of a seed's world: drawn once, so that some worlds are calm and others wild. */
export type Traits = {
  people: number
  acts: number
  workers: number
  /** The id in a comment is not the one that messages go to (meta-platform.md 2.1). */
  twoIds: boolean
  /** How often two open transactions take turns. */
  interleave: number
  webhookDrop: number
  webhookTwice: number
  callFaults: number
  ambushes: Ambush[]
  clockJumps: boolean
  sameWords: boolean
  limits: OwnLimits
  /** How many of the comments are by people who accept no messages. */
  deaf: number
  /** How often a webhook leaves out the author of a comment, or holds a message's id alone. */
  vague: number
}

export const pick = <T>(dice: Dice, from: readonly T[]): T => from[Math.floor(dice() * from.length)]!
export const chance = (dice: Dice, of: number) => dice() < of
const between = (dice: Dice, low: number, high: number) => low + Math.floor(dice() * (high - low + 1))

const moments: Moment[] = [
  'claim',
  'sending',
  'sending',
  'settling',
  'reading',
  'within reading',
  'within sending',
  'keeping',
  'taking jobs',
  'settling jobs',
]
const strikes: Ambush['strike'][] = [
  'die before',
  'die after',
  'die after',
  'lost before',
  'lost after',
  'freeze before',
  'freeze after',
  'freeze after',
]

export function drawTraits(dice: Dice): Traits {
  const wild = chance(dice, 0.75)
  return {
    people: between(dice, 1, 3),
    acts: between(dice, 2, 6),
    workers: chance(dice, 0.5) ? 2 : 1,
    twoIds: chance(dice, 0.25),
    interleave: chance(dice, 0.3) ? 0.4 : 0.02,
    webhookDrop: chance(dice, 0.4) ? 0.25 : 0,
    webhookTwice: chance(dice, 0.4) ? 0.3 : 0,
    callFaults: wild ? pick(dice, [0.1, 0.3, 0.6]) : 0,
    ambushes: wild
      ? Array.from({ length: between(dice, 0, 3) }, () => ({
          moment: pick(dice, moments),
          strike: pick(dice, strikes),
          skip: between(dice, 0, 3),
          freezeMs: pick(dice, [2_000, 12_000, 35_000, 70_000, 120_000]),
        }))
      : [],
    clockJumps: chance(dice, 0.2),
    sameWords: chance(dice, 0.3),
    limits: chance(dice, 0.4) ? { message: { calls: between(dice, 1, 2), perMs: 20_000 }, private_reply: { calls: 1, perMs: 60_000 } } : {},
    deaf: chance(dice, 0.4) ? 0.5 : 0,
    vague: chance(dice, 0.4) ? pick(dice, [0.3, 0.8]) : 0,
  }
}

const callFaults: CallFault[] = [
  'refused connection',
  'reset before',
  'reset after',
  'reset after',
  'time-out',
  'time-out, done',
  'time-out, done late',
  'throttled',
  'logged out',
  'trouble',
  'trouble, done',
]
export const drawCallFault = (dice: Dice, rate: number): CallFault => (chance(dice, rate) ? pick(dice, callFaults) : 'none')
