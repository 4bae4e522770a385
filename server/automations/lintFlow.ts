import type { Definition, Step } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { waitsForTap } from '../engine/advance.ts'
import { spanWords } from '../model/spanWords.ts'
import { blocker, type Finding, isDm, warning } from './lint.ts'

const minuteMs = 60_000

/** Where a step leads: `next` without anybody's doing unless it waits, `answered`, `branch` when nobody answers or in the wrong way. */
type Way = { to: string; by: 'next' | 'answered' | 'branch' }

const waitsForPerson = (step: Step): boolean =>
  step.type === 'ask' || step.type === 'wait' || (step.type === 'message' && waitsForTap(step))

function waysOf(step: Step, below: Step | undefined): Way[] {
  const next = step.next === undefined ? (below?.id ?? null) : step.next
  const asks = step.type === 'ask' || step.type === 'wait'
  const taps = step.type === 'message' ? (step.buttons ?? []).map(({ goTo }) => goTo) : []
  const branches = asks ? [step.noAnswer, step.type === 'ask' ? step.gaveUp : null] : []
  const ways = [
    // A message that waits for a tap goes on by its buttons alone.
    ...(taps.some(Boolean) ? [] : [{ to: next, by: asks ? ('answered' as const) : ('next' as const) }]),
    ...taps.map((to) => ({ to, by: 'answered' as const })),
    ...branches.map((to) => ({ to, by: 'branch' as const })),
  ]
  return ways.filter((way): way is Way => typeof way.to === 'string')
}

/** What is wrong with the way through the steps: ends that lead nowhere, circles, and messages that the platform will refuse. */
export function lintFlow(definition: Definition, limits?: ChannelLimits): Finding[] {
  const { steps } = definition
  const byId = new Map(steps.toReversed().map((step) => [step.id, step]))
  const ways = new Map(steps.map((step, index) => [step.id, waysOf(step, steps[index + 1])]))
  const unknown = steps.flatMap((step) =>
    ways
      .get(step.id)!
      .filter(({ to }) => !byId.has(to))
      .map(({ to }) => blocker(step.id, 'unknown_step', `It leads to the step “${to}”, which does not exist.`)),
  )
  return [...unknown, ...lintReach(steps, byId, ways), ...lintCircles(steps, byId, ways), ...lintWindow(definition, byId, ways, limits)]
}

type Steps = Map<string, Step>
type Ways = Map<string, Way[]>

/** Steps nobody comes to, and `save` where no answer can have been given on the way. */
function lintReach(steps: Step[], byId: Steps, ways: Ways): Finding[] {
  const seen = new Set<string>()
  const blind = new Set<string>()
  const walk = (id: string, answered: boolean): void => {
    const step = byId.get(id)
    const mark = `${id} ${answered}`
    if (!step || seen.has(mark)) return
    seen.add(mark)
    if (step.type === 'save' && !answered) blind.add(id)
    for (const { to, by } of ways.get(id)!) walk(to, by === 'answered' ? step.type !== 'message' || answered : by === 'next' && answered)
  }
  if (steps[0]) walk(steps[0].id, false)
  const reached = (id: string): boolean => seen.has(`${id} true`) || seen.has(`${id} false`)
  return steps.flatMap(({ id }) => [
    ...(reached(id) ? [] : [warning(id, 'unreachable', 'Nothing leads to this step.')]),
    ...(blind.has(id) ? [warning(id, 'save_without_answer', 'It keeps an answer, but nobody has been asked before.')] : []),
  ])
}

/** A circle in which nobody has to do anything would write to a person for ever. */
function lintCircles(steps: Step[], byId: Steps, ways: Ways): Finding[] {
  const goesBack = (start: Step): boolean => {
    const walked = new Set<string>()
    for (let at: Step | undefined = start; at && !waitsForPerson(at) && !walked.has(at.id);) {
      walked.add(at.id)
      const to: string | undefined = ways.get(at.id)![0]?.to
      if (to === start.id) return true
      at = to === undefined ? undefined : byId.get(to)
    }
    return false
  }
  const first = steps.find(goesBack)
  return first ? [blocker(first.id, 'endless_loop', 'The steps go round in a circle without waiting for the person.')] : []
}

/**
 * After a comment the person may get one private reply; every further message needs an answer first (meta-platform.md 3.2, 3.3). After
 * a DM the window is open, but not for ever.
 */
function lintWindow(definition: Definition, byId: Steps, ways: Ways, limits?: ChannelLimits): Finding[] {
  const byComment = definition.triggers.some(({ on }) => on === 'comment' || on === 'live_comment')
  const byDm = definition.triggers.some(({ on }) => on !== 'comment' && on !== 'live_comment')
  const findings: Finding[] = []
  const walked = new Set<string>()
  let dms = 0
  let waitedMs = 0
  let at = definition.steps[0]
  while (at && !walked.has(at.id)) {
    walked.add(at.id)
    if (at.type === 'delay') waitedMs += at.minutes * minuteMs
    if (isDm(at)) {
      dms++
      findings.push(...lintTiming(at.id, waitedMs, byDm, byComment && dms === 1, limits))
      if (byComment && dms === 2) {
        findings.push(
          warning(
            at.id,
            'second_dm_before_answer',
            `After a comment only one message may be sent until the person answers: this one will be refused unless they wrote to you ${limits ? `in the last ${spanWords(limits.windowMs)}` : 'shortly before'}.`,
          ),
        )
      }
    }
    if (waitsForPerson(at)) {
      if (byComment) findings.push(...lintUnanswered(at, byId, ways))
      break
    }
    at = byId.get(ways.get(at.id)![0]?.to ?? '')
  }
  return findings
}

function lintTiming(stepId: string, waitedMs: number, byDm: boolean, privateReply: boolean, limits?: ChannelLimits): Finding[] {
  const findings: Finding[] = []
  if (limits && byDm && waitedMs >= limits.windowMs) {
    findings.push(warning(stepId, 'delay_outside_window', 'It is sent so late that the time in which people may be answered is over.'))
  }
  if (limits && privateReply && waitedMs >= limits.privateReplyMs) {
    findings.push(blocker(stepId, 'private_reply_too_late', 'It is sent so late that a comment can no longer be answered in private.'))
  }
  return findings
}

/** Who did not answer the private reply cannot be written to again: a no-answer branch that writes will be refused. */
function lintUnanswered(step: Step, byId: Steps, ways: Ways): Finding[] {
  if (step.type !== 'ask' && step.type !== 'wait') return []
  const walked = new Set<string>()
  let at = byId.get(step.noAnswer ?? '')
  while (at && !walked.has(at.id)) {
    walked.add(at.id)
    if (isDm(at))
      return [
        warning(
          at.id,
          'message_to_silent_person',
          'Who commented and did not answer the first message cannot be written to again: this will be refused.',
        ),
      ]
    at = byId.get(ways.get(at.id)![0]?.to ?? '')
  }
  return []
}
