import type { Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { findNamed, type EndpointRow } from './endpoints.queries.ts'
import type { Source } from './endpoints.schemas.ts'

const isUuid = (id: string) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(id)
const isNumber = (id: string) => /^\d{1,40}$/.test(id)

/**
 * The sources with our ids: an account may be named by its id at the platform. The id of a lead ad's form stays as it is: it may be unknown
 * until its first lead.
 * In:     sources that were there before: one whose account or automation was removed since may stay.
 * Errors: ApiError invalid_input when nothing of this workspace has the id.
 */
export async function knownSources(trx: Trx, given: Source[], before: EndpointRow['sources'] = []): Promise<Source[]> {
  const known = new Set(before.map(({ type, id }) => `${type}/${id}`))
  const asked = given.filter((one) => one.type !== 'any' && !known.has(`${one.type}/${one.id}`))
  if (!asked.length) return given
  const ids = asked.map(({ id }) => id!)
  const named = await findNamed(trx, ids.filter(isUuid), ids)
  const problems: { path: string; message: string; type: Source['type'] }[] = []
  const found = given.map((one, place) => {
    if (!asked.includes(one) || (one.type === 'form' && isNumber(one.id!))) return one
    const kind = one.type === 'page' ? 'account' : one.type
    const its = named.find(({ type, id, platformIds }) => type === kind && (id === one.id!.toLowerCase() || platformIds.includes(one.id!)))
    if (its) return { ...one, id: its.id }
    problems.push({ path: `body.sources.${place}.id`, message: `there is no ${one.type} ${one.id} in this workspace`, type: one.type })
    return one
  })
  const [first] = problems
  if (first) {
    const details = problems.map(({ path, message }) => ({ path, message }))
    throw new ApiError('invalid_input', `sources: ${first.message}. ${hints[first.type] ?? ''}`.trim(), details)
  }
  const [twice] = found.filter((one, place) => found.findIndex((other) => other.type === one.type && other.id === one.id) < place)
  if (twice) throw new ApiError('invalid_input', `sources: the ${twice.type} ${twice.id} is named twice.`)
  return found
}

const hints: Partial<Record<Source['type'], string>> = {
  account: 'GET /api/accounts lists them.',
  page: 'GET /api/accounts lists them.',
  automation: 'GET /api/automations lists them.',
  form: 'GET /api/forms lists yours; a form of a lead ad has a number.',
}
