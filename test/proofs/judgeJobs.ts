import type { Call } from '../support/ledgers.ts'
import { nameOf, slowMs, type JobsLedgers, type JobsSize } from './playJobs.ts'

/** The comparison of the ledgers. Everything but `counts` must be empty. */
export type JobsVerdict = {
  /** The person wrote, but no job for them ended as done, or its result is missing. */
  lost: string[]
  /** Two jobs or two results for one person. */
  twice: string[]
  /** Called again although no worker died meanwhile, or more often than jobs were lost with their workers. */
  repeated: string[]
  counts: Record<string, number>
}

/** On a busy machine, the outcome of a call whose response came this long before a kill may not have been stored yet. */
const unwrittenMs = 1_500
/** The maximum number of jobs held by one worker (server/worker.ts). */
const inHandAtMost = 16
const shown = 20

export function judgeJobs({ asked, jobs, triedAgain, names, kills, endedByThemselves }: JobsLedgers, size: JobsSize): JobsVerdict {
  const everybody = Array.from({ length: size.jobs }, (_, number) => nameOf(number))
  const known = new Set(names)
  const byPath = Map.groupBy(asked, (call) => call.path)
  const wasUnderWay = (call: Call) => {
    const begun = Date.parse(call.at)
    return kills.some(({ at }) => begun <= at + unwrittenMs && begun + (call.fault === 'delay' ? slowMs : 0) >= at - unwrittenMs)
  }
  const more = [...byPath.values()].flatMap((calls) => calls.slice(0, -1))
  const lostTries = triedAgain.flatMap((job) => job.tries).filter((one) => one.outcome === 'lost')

  const lost = [
    ...everybody.filter((name) => !known.has(name)).map((name) => `no name: ${name}`),
    ...jobs.filter((job) => job.state !== 'done' || job.reason).map((job) => `${job.state} (${job.reason?.code}): ${job.id}`),
    ...(byPath.size < size.jobs ? [`only ${byPath.size} were asked for`] : []),
    ...endedByThemselves,
  ]
  const twice = [
    ...(jobs.length === size.jobs ? [] : [`${jobs.length} jobs for ${size.jobs} people`]),
    ...(new Set(jobs.map((job) => job.id)).size === jobs.length ? [] : ['a job is listed twice']),
    ...names
      .filter((name) => name !== null)
      .toSorted()
      .filter((name, at, all) => name === all[at + 1])
      .map((name) => `${name} twice`),
  ]
  const repeated = [
    ...more.filter((call) => !wasUnderWay(call)).map((call) => `called again without a reason: ${call.path} at ${call.at}`),
    ...(more.length > lostTries.length ? [`${more.length} calls were repeated, but only ${lostTries.length} tries were lost`] : []),
    ...(lostTries.length > inHandAtMost * kills.length ? [`${lostTries.length} tries were lost by ${kills.length} kills`] : []),
    ...triedAgain.flatMap((job) =>
      job.tries
        .slice(0, -1)
        .filter((one) => one.outcome !== 'lost')
        .map((one) => `${one.outcome} (${one.reason?.code}), and tried again: ${job.id}`),
    ),
  ]
  return {
    lost: lost.slice(0, shown),
    twice: twice.slice(0, shown),
    repeated: repeated.slice(0, shown),
    counts: {
      'people wrote': size.jobs,
      'jobs done': jobs.filter((job) => job.state === 'done').length,
      calls: asked.length,
      'calls repeated': more.length,
      'tries lost with their workers': lostTries.length,
      'calls under way at the kills': asked.filter(wasUnderWay).length,
    },
  }
}
