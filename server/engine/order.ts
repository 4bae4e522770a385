import type { Automation, Definition, Trigger } from '../model/automation.ts'

/*
 * Who answers, when several automations hear the same event. In this order:
 *   1. a run that waits for this conversation's answer (an opt-out word wins even over it)
 *   2. triggers on direct messages and triggers on comments never meet
 *   3. triggers for one post or story before those for any
 *   4. the owner's priority, the higher first
 *   5. matching words before any text
 *   6. the older automation
 */

/** By priority, then words before any text, then age. The id decides between equals, so that the order is the same everywhere. */
function compare(a: { automation: Automation; words: boolean }, b: { automation: Automation; words: boolean }): number {
  return (
    b.automation.priority - a.automation.priority ||
    Number(b.words) - Number(a.words) ||
    a.automation.createdAt.getTime() - b.automation.createdAt.getTime() ||
    (a.automation.id < b.automation.id ? -1 : 1)
  )
}

/** Lists every automation twice, with its triggers that have words and with those for any text, in the order within one scope. */
export const inOrder = (automations: Automation[]): { automation: Automation; words: boolean }[] =>
  automations
    .flatMap((automation) => [
      { automation, words: true },
      { automation, words: false },
    ])
    .sort(compare)

/** The groups in which automations compete; priority does not move an automation to another group. */
export const orderGroups = ['story', 'message', 'post', 'comment', 'none'] as const
export type OrderGroup = (typeof orderGroups)[number]

const groupOf = ({ on, media }: Trigger): OrderGroup => {
  const comments = on === 'comment' || on === 'live_comment'
  return media.length > 0 ? (comments ? 'post' : 'story') : comments ? 'comment' : 'message'
}

/** The group in which an automation is listed: the first of its triggers' groups, with words if one of the triggers there has words. */
export function placeOf({ triggers }: Definition): { group: OrderGroup; words: boolean } {
  const group = orderGroups.find((one) => triggers.some((trigger) => groupOf(trigger) === one)) ?? 'none'
  return { group, words: triggers.some((trigger) => groupOf(trigger) === group && trigger.keywords.length > 0) }
}

/** An entry of the list that an owner sees and changes. */
export type Placed = { automation: Automation; group: OrderGroup; words: boolean }

/** All automations of an account in the order in which they answer, group by group. */
export function answeringOrder(automations: Automation[]): Placed[] {
  const placed = automations.map((automation) => ({ automation, ...placeOf(automation.definition) }))
  return placed.sort((a, b) => orderGroups.indexOf(a.group) - orderGroups.indexOf(b.group) || compare(a, b))
}

/**
 * The priorities that produce a given order within a group, changing as few automations as possible.
 * In:     two or more automations of one group in the wanted order, the id of the one that was moved.
 * Out:    automation id → priority, for those whose priority changes.
 */
export function prioritiesFor(wanted: Placed[], movedId: string): Map<string, number> {
  const changes = new Map<string, number>()
  let below: Placed | null = null
  // From the end: each is raised as far as the one below requires. The moved one gets the priority its position needs, wherever it came
  // from.
  for (let index = wanted.length - 1; index >= 0; index--) {
    const placed = wanted[index]!
    const moved = placed.automation.id === movedId
    const own: number = moved && below === null ? wanted[index - 1]!.automation.priority - 1 : placed.automation.priority
    const least: number = below === null ? own : below.automation.priority + (comesFirst(placed, below) ? 0 : 1)
    const priority = moved ? least : Math.max(own, least)
    if (priority !== placed.automation.priority) changes.set(placed.automation.id, priority)
    below = { ...placed, automation: { ...placed.automation, priority } }
  }
  return changes
}

/** Whether the first comes first when both have the same priority. */
const comesFirst = (a: Placed, b: Placed): boolean =>
  compare({ ...a, automation: { ...a.automation, priority: 0 } }, { ...b, automation: { ...b.automation, priority: 0 } }) < 0
