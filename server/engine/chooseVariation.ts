import type { Dice } from './dice.ts'

export type Choice = { index: number; used: number[] }

/**
 * Chooses one of several texts at random; a person gets none twice until all were sent (requirement A5). When a new round begins, the text
 * sent last is left out once, so that nobody gets the same text twice in a row.
 * In:     how many texts there are (at least one), which were already sent in this round, in order, and the random numbers.
 * Out:    the text to send and the round afterwards.
 * Errors: none; numbers that an edit made meaningless are forgotten.
 */
export function chooseVariation(count: number, used: number[], dice: Dice): Choice {
  const said = [...new Set(used)].filter((index) => Number.isInteger(index) && index >= 0 && index < count)
  const newRound = said.length >= count
  const last = said.at(-1)
  const left: number[] = []
  for (let index = 0; index < count; index++) {
    if (newRound ? index !== last || count === 1 : !said.includes(index)) left.push(index)
  }
  const index = left[Math.min(left.length - 1, Math.max(0, Math.floor(dice() * left.length)))] ?? 0
  return { index, used: newRound ? [index] : [...said, index] }
}
