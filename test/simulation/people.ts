import type { Dice } from '../../server/engine/dice.ts'
import type { Platform } from './platform.ts'
import { chance, pick, type Traits } from './traits.ts'

/**
 * One person does one thing: comments, writes, answers a question, taps a button, or writes STOP. In: a number that makes their text
 * unique. Out: the act.
 */
export function act(dice: Dice, platform: Platform, account: string, person: string, traits: Traits, n: number): string {
  const scoped = traits.twoIds ? `s_${person}` : person
  const word = traits.sameWords ? 'open' : pick(dice, ['code', 'two', 'later', 'menu', 'open', 'hello'])
  const roll = dice()
  const button = platform.buttonOf(scoped)
  if (roll < 0.35) {
    const text = `${roll < 0.06 ? 'hello' : 'price'} ${n}`
    // Some accept no messages: every private message from the account to them is refused.
    const deaf = traits.deaf > 0 && (roll * 100) % 1 < traits.deaf
    platform.comment(account, person, 'post', text, { deaf, vague: chance(dice, traits.vague) })
    return `${person} comments "${text}"`
  }
  if (roll < 0.45) {
    platform.write(account, scoped, `person${n}@example.com`, { vague: chance(dice, traits.vague) })
    return `${person} writes an address`
  }
  if (roll < 0.5) {
    platform.write(account, scoped, 'STOP', { vague: chance(dice, traits.vague) })
    return `${person} writes STOP`
  }
  if (roll < 0.6 && button) {
    platform.write(account, scoped, 'More', { payload: button })
    return `${person} taps`
  }
  platform.write(account, scoped, `${word} ${n}`, { vague: chance(dice, traits.vague) })
  return `${person} writes "${word} ${n}"`
}
