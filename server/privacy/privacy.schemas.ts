import { z } from 'zod'

export const signedBody = z.object({ signed_request: z.string().min(1).max(8_000) })

export const deletionAnswer = z.object({
  url: z.string().describe('the public page that shows when it is done'),
  confirmation_code: z.string(),
})

const ownText = z.string().trim().min(1, 'must not be empty; use null for the default text').max(50_000).nullable()

export const publicTexts = z.object({
  privacy: z.string().nullable().describe('null: the default text'),
  terms: z.string().nullable().describe('null: the default text'),
  contactEmail: z.string().nullable().describe('whom people write to; null: none is shown; the address for notices is never published'),
  defaults: z.object({ privacy: z.string(), terms: z.string(), contactEmail: z.string().nullable() }),
  addresses: z
    .object({
      privacy: z.string(),
      terms: z.string(),
      deauthorize: z.string(),
      dataDeletion: z.string(),
    })
    .describe('what the settings of your app at the platform ask for'),
})
export type PublicTexts = z.output<typeof publicTexts>

export const publicTextsChange = z.strictObject({
  privacy: ownText.optional(),
  terms: ownText.optional(),
  contactEmail: z.email('Enter an email address.').max(320).nullable().optional(),
})
export type PublicTextsChange = z.input<typeof publicTextsChange>
