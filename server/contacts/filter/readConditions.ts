import { ApiError } from '../../platform/errors.ts'
import { condition, conditions, type Condition } from './condition.schemas.ts'

type Param = 'q' | 'phone' | 'email' | 'birthday' | 'tag' | 'channel' | 'conditions'
type Query = Partial<Record<Param, string | undefined>> & Record<string, unknown>

/** The conditions that the query of a list names; a segment's are the caller's to add. Errors: ApiError invalid_input. */
export function readConditions(query: Query): Condition[] {
  const { q, phone, email, birthday, tag, channel } = query
  const all: Condition[] = []
  if (q) all.push({ about: 'words', is: 'contains', value: q })
  if (email?.trim()) all.push({ about: 'email', is: 'equals', value: email.trim() })
  if (phone?.trim()) all.push({ about: 'phone', is: 'equals', value: phone.trim() })
  if (birthday) all.push({ about: 'birthday', is: 'on', value: birthday })
  if (tag) all.push({ about: 'tag', is: 'has', value: tag })
  if (channel) all.push({ about: 'channel', is: 'has', value: channel })
  for (const [param, value] of Object.entries(query)) {
    const [, about, name] = /^(field|metadata)\.(.+)$/s.exec(param) ?? []
    if (about === undefined) continue
    const read = condition.safeParse({ about, name, is: 'equals', value })
    if (!read.success) throw new ApiError('invalid_input', `${param}: needs one value of 1 to 500 characters.`)
    all.push(read.data)
  }
  if (query.conditions) all.push(...readJson(query.conditions))
  return all
}

function readJson(text: string): Condition[] {
  try {
    return conditions.parse(JSON.parse(text))
  } catch {
    throw new ApiError('invalid_input', 'conditions: must be JSON, a list of at most 20 conditions.')
  }
}
