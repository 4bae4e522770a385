import type { InboundEvent, PersonId } from '../../model/event.ts'
import { idOf, type JsonObject, objectOf } from '../meta/fields.ts'

/** The digits of a telephone number, as webhooks write it, also with a plus and blanks; null for anything else. */
export function phoneOf(value: unknown): string | null {
  const phone = idOf(value)?.replace(/^\+/, '').replace(/[ -]/g, '') ?? null
  return phone !== null && /^\d{1,20}$/.test(phone) ? phone : null
}

/** A user id that identifies the person when the number is hidden: `US.13491208655302741918` (meta-platform.md 5.10). */
export function userIdOf(value: unknown): string | null {
  const id = idOf(value)
  return id !== null && /^[A-Z]{2,}\.[\w.]{1,140}$/.test(id) ? id : null
}

const phoneId = (value: unknown): PersonId[] => idsFrom(phoneOf(value), 'phone')
const userId = (value: unknown): PersonId[] => idsFrom(userIdOf(value), 'scoped')
const idsFrom = (value: string | null, kind: PersonId['kind']): PersonId[] => (value === null ? [] : [{ value, kind }])

/**
 * Identifies a person: by telephone number, and by user id where the number is hidden; when both are given they are one person.
 * Out: the fields of an event that identify the person.
 */
export function whoIs(phone: string | null, user: string | null): Pick<InboundEvent, 'personId' | 'personIdKind' | 'otherIds'> {
  return whoAll([...idsFrom(phone, 'phone'), ...idsFrom(user, 'scoped')])
}

/** The fields of an event about a person with these ids, the best one first. */
function whoAll([first, ...others]: PersonId[]): Pick<InboundEvent, 'personId' | 'personIdKind' | 'otherIds'> {
  if (!first) return { personId: null, personIdKind: 'scoped' }
  return { personId: first.value, personIdKind: first.kind, ...(others.length ? { otherIds: others } : {}) }
}

export type Moved = Pick<InboundEvent, 'personId' | 'personIdKind' | 'otherIds' | 'movedTo'>

/** A person whose ids changed. Null when the old or the new ids are missing, since then there is nothing to carry over. */
function whoMoved(before: PersonId[], after: PersonId[]): Moved | null {
  const movedTo = distinct(after)
  const old = distinct(before).filter((one) => !movedTo.some((other) => other.value === one.value))
  return old.length && movedTo.length ? { ...whoAll(old), movedTo } : null
}
const distinct = (ids: PersonId[]): PersonId[] => ids.filter((one, at) => ids.findIndex((other) => other.value === one.value) === at)

/**
 * A changed number or user id, as a system message reports it (meta-platform.md 5.4, 13 row 1.19): the sender and the `previous_…` ids are
 * the old ones, the ids inside `system` the new ones. `new_wa_id` and `customer` (the old number) are the names in older versions.
 */
export const movedBySystem = (given: JsonObject, system: JsonObject | null): Moved | null =>
  whoMoved(
    [...phoneId(given.from), ...userId(system?.previous_user_id), ...userId(given.from_user_id), ...phoneId(system?.customer)],
    [...phoneId(system?.wa_id), ...phoneId(system?.new_wa_id), ...userId(system?.user_id)],
  )

/** The read-only form of the same (5.6, `user_id_update`): `{wa_id, user_id: {previous, current}}`, where the number is the known one. */
export const movedByUpdate = (given: JsonObject): Moved | null =>
  whoMoved([...userId(objectOf(given.user_id)?.previous), ...phoneId(given.wa_id)], userId(objectOf(given.user_id)?.current))
