import { lastCall, readCalls } from '../world/ledger.ts'
import { worldTables } from '../world/schema.ts'
import { queryCount, type Control } from './request.ts'

/**
 * GET /simulator/calls?since= : every platform call after that number, oldest first; `nextSince` continues from there. `last=12` returns
 * the newest twelve instead.
 */
export const calls: Control = ({ world, query }) => {
  const last = queryCount(query, 'last', 0, 1_000)
  if (last > 0) return { body: { data: readCalls(world, Math.max(0, lastCall(world) - last), last) } }
  const since = queryCount(query, 'since', 0, Number.MAX_SAFE_INTEGER)
  const limit = queryCount(query, 'limit', 50_000, 50_000)
  const data = readCalls(world, since, limit)
  return { body: { data, nextSince: data.at(-1)?.['seq'] ?? since, more: data.length === limit } }
}

/**
 * POST /simulator/reset: empties the simulated platform. The clock keeps its time and no id is ever reused, because programs connected to
 * it remember both.
 */
export const reset: Control = ({ world }) => {
  for (const table of worldTables) world.store.run(`delete from ${table}`)
  world.store.run("delete from meta where key in ('consent', 'businesses')")
  world.settings.forget()
  world.store.afterCommit(() => {
    world.rates.forget()
    for (const listener of world.onChange) listener({ kind: 'reset' })
  })
  return { body: { reset: true } }
}
