import { parseJson } from '../platform/params.ts'
import { findAccount, type Account } from '../world/accounts.ts'
import { findPerson, type Person } from '../world/people.ts'
import type { Engine } from '../webhooks/engine.ts'
import type { World } from '../world/world.ts'
import { ControlError } from './errors.ts'

/** One request from a person or a test to the simulator itself. */
export type ControlRequest = {
  world: World
  engine: Engine
  path: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
}

/** The response; status 200 by default. */
export type ControlAnswer = { status?: number; body: unknown }

/** A synchronous control runs as one transaction; an asynchronous one manages its own. */
export type Control = (request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>

/** Parses the body; an empty one is {}. Errors: 400 when it is not a JSON object. */
export function readControlBody(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {}
  let value: unknown
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch {
    throw new ControlError(400, 'bad_json', 'the body is not valid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError(400, 'bad_json', 'the body must be a JSON object')
  return value as Record<string, unknown>
}

/** A text in the body. Errors: 400 when it has another type, or is missing without `optional`. */
export function needText(body: Record<string, unknown>, name: string): string {
  const value = body[name]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') throw new ControlError(400, 'missing', `"${name}" must be a text that is not empty`)
  return value
}

export const maybeText = (body: Record<string, unknown>, name: string): string | undefined =>
  body[name] === undefined || body[name] === null ? undefined : needText(body, name)

/** A boolean in the body; undefined when it is missing. Errors: 400. */
export function maybeSwitch(body: Record<string, unknown>, name: string): boolean | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw new ControlError(400, 'bad_value', `"${name}" must be true or false`)
  return value
}

/** A number in the body within bounds; undefined when it is missing. Errors: 400. */
export function maybeNumber(body: Record<string, unknown>, name: string, least: number, most: number): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw new ControlError(400, 'bad_value', `"${name}" must be a number from ${least} to ${most}`)
  return value
}

/** Errors: 404 with what to do. */
export function needAccount(world: World, id: string): Account {
  const account = findAccount(world, id)
  if (!account)
    throw new ControlError(404, 'no_such_account', `there is no account ${id}; GET /simulator/accounts lists them, POST makes one`)
  return account
}

/** Errors: 404 with what to do. */
export function needPerson(world: World, id: string): Person {
  const person = findPerson(world, id)
  if (!person) throw new ControlError(404, 'no_such_person', `there is no person ${id}; GET /simulator/people lists them, POST makes one`)
  return person
}

/** A count in the query, for paging. Errors: 400. */
export function queryCount(query: URLSearchParams, name: string, usual: number, most: number): number {
  const value = query.get(name)
  if (value === null || value === '') return usual
  if (!/^\d+$/.test(value)) throw new ControlError(400, 'bad_value', `"${name}" must be a whole number`)
  return Math.min(Number(value), most)
}
