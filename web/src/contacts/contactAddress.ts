import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'

const abouts: Record<Condition['about'], true> = {
  words: true,
  email: true,
  phone: true,
  language: true,
  birthday: true,
  tag: true,
  field: true,
  metadata: true,
  channel: true,
  account: true,
  last_seen: true,
  added: true,
  opted_out: true,
  window: true,
  lead: true,
  consent: true,
  source: true,
}

/** The conditions in the page's address; what is none is left out. The server refuses a condition that lacks something. */
export function readAddress(value: unknown): Condition[] | undefined {
  const all = Array.isArray(value) ? value.filter(isCondition) : []
  return all.length ? all : undefined
}
const isCondition = (one: unknown): one is Condition => {
  const { about, is } = (one ?? {}) as { about?: unknown; is?: unknown }
  return typeof about === 'string' && typeof is === 'string' && Object.hasOwn(abouts, about)
}
