import type { World } from './world.ts'

export const faultKinds = ['status', 'graph', 'timeout', 'reset_after_effect', 'duplicate', 'drop', 'delay', 'reorder'] as const
export type FaultKind = (typeof faultKinds)[number]

/** A deliberate failure: at calls (a path pattern), at webhooks, or at those of one field (`webhooks/message_echoes`). */
export type Fault = {
  id: number
  on: string
  kind: FaultKind
  /** The share of matching calls that it affects, 0 to 1. */
  rate: number
  /** How many more times it applies; null for no limit. */
  timesLeft: number | null
  fired: number
  options: FaultOptions
}

export type FaultOptions = {
  status?: number
  code?: number
  subcode?: number
  message?: string
  delayMs?: number
  /** `timeout` and `graph`: the call has its effect although the response is missing or an error. */
  effect?: boolean
  accountId?: string
}

type Row = { id: number; target: string; kind: FaultKind; rate: number; timesLeft: number | null; fired: number; options: string }

const fromRow = (row: Row): Fault => ({
  id: row.id,
  on: row.target,
  kind: row.kind,
  rate: row.rate,
  timesLeft: row.timesLeft,
  fired: row.fired,
  options: JSON.parse(row.options) as FaultOptions,
})

export function addFault(
  world: World,
  wish: { on: string; kind: FaultKind; rate: number; times: number | null; options: FaultOptions },
): Fault {
  const { seq } = world.store.run(
    'insert into faults (target, kind, rate, timesLeft, options) values (?, ?, ?, ?, ?)',
    wish.on,
    wish.kind,
    wish.rate,
    wish.times,
    JSON.stringify(wish.options),
  )
  return listFaults(world).find((fault) => fault.id === seq)!
}

export const listFaults = (world: World): Fault[] => world.store.all<Row>('select * from faults order by id').map(fromRow)

export const clearFaults = (world: World): number => world.store.run('delete from faults').changes

/** `*` matches anything; the pattern may match anywhere in the path. */
export function pathMatches(pattern: string, path: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(source).test(path)
}

export const isForWebhooks = (on: string): boolean => on === 'webhooks' || on.startsWith('webhooks/')

/**
 * Whether a fault matches a target.
 * In: the fault's `on`; a path that was called (it begins with a slash), or `webhooks/` and the fields of a payload. A fault affects a
 *     payload with several fields as a whole: the platform loses payloads, not parts of them.
 */
function fits(on: string, target: string): boolean {
  if (!isForWebhooks(on)) return !isForWebhooks(target) && pathMatches(on, target)
  return isForWebhooks(target) && (on === 'webhooks' || target.slice('webhooks/'.length).split(',').includes(on.slice('webhooks/'.length)))
}

/**
 * Picks the fault for one call or one webhook delivery, by seeded random. The first fault that matches and applies is used once, in a
 * transaction of its own: it stays used whether or not the affected call then succeeds.
 * In:  the path of the call, or `webhooks/` and the fields of the payload; the account it is about, where known.
 * Out: the fault, or null.
 */
export function strike(world: World, target: string, accountId?: string): Fault | null {
  const live = world.store.all<Row>('select * from faults where timesLeft is null or timesLeft > 0 order by id').map(fromRow)
  if (live.length === 0) return null
  return world.store.transaction(() => {
    for (const fault of live) {
      if (!fits(fault.on, target) || (fault.options.accountId && accountId && fault.options.accountId !== accountId)) continue
      if (fault.rate < 1 && world.dice.roll() >= fault.rate) continue
      world.store.run('update faults set fired = fired + 1, timesLeft = timesLeft - 1 where id = ?', fault.id)
      return fault
    }
    return null
  })
}
