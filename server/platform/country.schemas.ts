import { isSupportedCountry } from 'libphonenumber-js'
import { z } from 'zod'

/** A country whose code phone numbers without one get. */
export const country = z
  .string()
  .refine((code) => isSupportedCountry(code), 'Use the two capital letters of a country with telephone numbers, such as DE.')
