import { blocker, type Finding, warning } from '../engine/finding.ts'
import type { Way } from '../engine/steps/step.ts'
import { kindOf, waysOf } from '../engine/steps/steps.ts'
import { hearsComments } from '../engine/steps/textProblems.ts'
import type { Channels } from '../engine/checks.ts'
import type { Definition, Step } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { sentence } from './sentences.ts'

const minuteMs = 60_000

/** A way that leads to a step, and the graph of all of them. */
type Led = Way & { to: string }
type Graph = { steps: Step[]; byId: Map<string, Step>; ways: Map<string, Led[]> }

const isLed = (way: Way): way is Led => way.to !== null
const byItself = ({ by }: Way): boolean => by === 'itself'
export const isDm = (step: Step): boolean => kindOf(step)?.speaks === 'direct'

/** Finds problems in the flow of the steps: ends that lead nowhere, circles, and messages that the platform will refuse. */
export function lintFlow(definition: Definition, limits?: ChannelLimits, channels?: Channels): Finding[] {
  const { steps } = definition
  const byId = new Map(steps.toReversed().map((step) => [step.id, step]))
  const ways = new Map(steps.map((step, index) => [step.id, waysOf(step, steps[index + 1]).filter(isLed)]))
  const graph = { steps, byId, ways }
  const unknown = steps.flatMap((step) =>
    ways
      .get(step.id)!
      .filter(({ to }) => !byId.has(to))
      .map(({ to }) => blocker(step.id, 'unknown_step', sentence('lint.unknown_step', { step: to }))),
  )
  const circles = lintCircles(graph)
  // With circles it is unknown how late and how often something is sent.
  return [
    ...unknown,
    ...lintReach(graph),
    ...circles,
    ...(circles.length > 0 ? [] : [...lintWindow(definition, graph, limits), ...lintContents(definition, graph, channels)]),
  ]
}

/** Finds unreachable steps, and steps that need an answer where none can have been given. */
function lintReach({ steps, byId, ways }: Graph): Finding[] {
  const seen = new Set<string>()
  const walk = (id: string, answered: boolean): void => {
    const mark = `${id} ${answered}`
    if (!byId.has(id) || seen.has(mark)) return
    seen.add(mark)
    for (const { to, answer } of ways.get(id)!) walk(to, answer === 'given' || (answer === 'stays' && answered))
  }
  if (steps[0]) walk(steps[0].id, false)
  return steps.flatMap((step) => {
    const blind = seen.has(`${step.id} false`) ? (kindOf(step)?.blind?.(step) ?? null) : null
    const reached = seen.has(`${step.id} true`) || seen.has(`${step.id} false`)
    return [...(reached ? [] : [warning(step.id, 'unreachable', sentence('lint.unreachable'))]), ...(blind ? [blind] : [])]
  })
}

/** A circle in which the person does not have to act, because its waits end by themselves, would send to them, or wake up, endlessly. */
function lintCircles({ steps, ways }: Graph): Finding[] {
  const goesBack = (start: Step): boolean => {
    const walked = new Set<string>()
    const open = [start.id]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { to } of (ways.get(at) ?? []).filter(({ by }) => by !== 'person')) {
        if (to === start.id) return true
        if (!walked.has(to)) open.push(to)
        walked.add(to)
      }
    }
    return false
  }
  const first = steps.find(goesBack)
  return first ? [blocker(first.id, 'endless_loop', sentence('lint.endless_loop'))] : []
}

/**
 * One way to reach a step before the person has acted: DMs sent before (two or more count as 2), whether a condition checked the window.
 */
type Arrival = { step: Step; dms: number; inWindow: boolean; waitedMs: number }

/** All ways to reach steps without an act of the person, each with the longest wait. There are no circles. */
function arrivals({ steps, byId, ways }: Graph): Arrival[] {
  const found = new Map<string, Arrival>()
  const arrive = (arrival: Arrival): boolean => {
    const mark = `${arrival.step.id} ${arrival.dms} ${arrival.inWindow}`
    const known = found.get(mark)
    if (known && known.waitedMs >= arrival.waitedMs) return false
    found.set(mark, arrival)
    return true
  }
  if (steps[0]) arrive({ step: steps[0], dms: 0, inWindow: false, waitedMs: 0 })
  // Without circles no path is longer than the number of steps.
  for (let round = 0, changed = true; changed && round < steps.length; round++) {
    changed = false
    for (const { step, dms, inWindow, waitedMs } of found.values()) {
      for (const way of ways.get(step.id)!.filter(byItself)) {
        const to = byId.get(way.to)
        const waited = way.inWindow ? 0 : waitedMs + (way.minutes ?? 0) * minuteMs
        if (!to) continue
        const next = { step: to, dms: Math.min(2, dms + Number(isDm(step))), inWindow: inWindow || way.inWindow === true, waitedMs: waited }
        changed = arrive(next) || changed
      }
    }
  }
  return [...found.values()]
}

/**
 * After a comment the person may get one private reply; further messages need an answer first (meta-platform.md 3.2, 3.3). After a DM the
 * window is open for a limited time.
 */
function lintWindow(definition: Definition, graph: Graph, limits?: ChannelLimits): Finding[] {
  const byComment = hearsComments(definition)
  const byDm = definition.triggers.some(({ on }) => on !== 'comment' && on !== 'live_comment')
  const findings = arrivals(graph).flatMap((arrival) => {
    const { step, dms, inWindow } = arrival
    const waiting = graph.ways.get(step.id)!.filter(({ by }) => by === 'silence')
    return [
      ...(isDm(step) ? lintTiming(arrival, byDm, byComment && dms === 0, limits) : []),
      ...(isDm(step) && byComment && dms === 1 && !inWindow
        ? [
            warning(
              step.id,
              'second_dm_before_answer',
              limits ? sentence('lint.second_dm_within', { windowMs: limits.windowMs }) : sentence('lint.second_dm'),
            ),
          ]
        : []),
      ...(byComment ? waiting.flatMap(({ to }) => lintUnanswered(to, graph)) : []),
    ]
  })
  const told = new Set<string>()
  return findings.filter(({ stepId, code }) => !told.has(`${stepId} ${code}`) && told.add(`${stepId} ${code}`))
}

/** What the channel of the account cannot send: as a message, and as the private reply that the first DM after a comment is. */
function lintContents(definition: Definition, graph: Graph, channels?: Channels): Finding[] {
  if (!channels) return []
  const replies = hearsComments(definition) ? new Set(arrivals(graph).flatMap(({ step, dms }) => (dms === 0 ? [step.id] : []))) : new Set()
  return graph.steps.flatMap((step) => {
    const content = kindOf(step)?.sample?.(step)
    if (!content) return []
    const why =
      channels.whyNotSendable('message', content) ?? (replies.has(step.id) ? channels.whyNotSendable('private_reply', content) : null)
    return why ? [(why.isPassing ? warning : blocker)(step.id, why.code, why.words)] : []
  })
}

function lintTiming({ step, waitedMs }: Arrival, byDm: boolean, privateReply: boolean, limits?: ChannelLimits): Finding[] {
  const findings: Finding[] = []
  if (limits && byDm && !kindOf(step)?.anyTime && waitedMs >= limits.windowMs) {
    findings.push(warning(step.id, 'delay_outside_window', sentence('lint.delay_outside_window')))
  }
  if (limits && privateReply && waitedMs >= limits.privateReplyMs) {
    findings.push(blocker(step.id, 'private_reply_too_late', sentence('lint.private_reply_too_late')))
  }
  return findings
}

/** A person who did not answer the private reply cannot be written to again: a no-answer branch that sends will be refused. */
function lintUnanswered(from: string, { byId, ways }: Graph): Finding[] {
  const walked = new Set<string>()
  const open = [from]
  const silent: Finding[] = []
  const words = sentence('lint.message_to_silent_person')
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const step = byId.get(at)
    if (!step || walked.has(at)) continue
    walked.add(at)
    if (isDm(step)) silent.push(warning(at, 'message_to_silent_person', words))
    else open.push(...ways.get(at)!.flatMap((way) => (byItself(way) && !way.inWindow ? [way.to] : [])))
  }
  return silent
}
