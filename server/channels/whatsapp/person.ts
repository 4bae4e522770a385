import type { InboundEvent } from '../../model/event.ts'
import { idOf } from '../meta/fields.ts'

/** The digits of a telephone number, as webhooks write it; anything else is none. */
export function phoneOf(value: unknown): string | null {
  const phone = idOf(value)
  return phone !== null && /^\d{1,20}$/.test(phone) ? phone : null
}

/** A user id that stands for the person when the number is hidden: `US.13491208655302741918` (meta-platform.md 5.10). */
export function userIdOf(value: unknown): string | null {
  const id = idOf(value)
  return id !== null && /^[A-Z]{2,}\.[\w.]{1,140}$/.test(id) ? id : null
}

/**
 * Who somebody is: by telephone number, and by user id where the number is hidden; where both are given they are one person.
 * Out: the fields of an event that say so.
 */
export function whoIs(phone: string | null, userId: string | null): Pick<InboundEvent, 'personId' | 'personIdKind' | 'otherIds'> {
  if (phone === null) return { personId: userId, personIdKind: 'scoped' }
  return { personId: phone, personIdKind: 'phone', ...(userId === null ? {} : { otherIds: [{ value: userId, kind: 'scoped' }] }) }
}
