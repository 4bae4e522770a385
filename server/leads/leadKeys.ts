import { readPhone } from '../engine/readPhone.ts'

/** The form in which addresses are compared: two that differ in case or outer spaces are duplicates. Null: no address. */
export const emailKey = (email: string | null): string | null => email?.trim().toLowerCase() || null

/**
 * The form in which numbers are compared: E.164 in today's spelling.
 * In:     the number as given, and the country (ISO, two letters) for one without a country code; '' where none is known.
 * Out:    null: no valid number.
 */
export const phoneKey = (phone: string | null, country: string): string | null => (phone ? readPhone(phone, country) : null)
