import { z } from 'zod'

/** A change of a business's profile; fields left out stay. The limits are the channel's. */
export const profileChange = z.strictObject({
  about: z.string().trim().min(1).optional(),
  address: z.string().trim().optional(),
  description: z.string().trim().optional(),
  email: z.union([z.email(), z.literal('')]).optional(),
  websites: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(100)
    .optional(),
  category: z.string().min(1).optional(),
})
export type BusinessProfileChange = z.infer<typeof profileChange>

export const businessProfile = z.object({
  about: z.string(),
  address: z.string(),
  description: z.string(),
  email: z.string(),
  websites: z.array(z.string()),
  category: z.string().describe('of the platform’s list `categories`'),
  pictureUrl: z.string().nullable(),
  limits: z.object({
    aboutChars: z.number(),
    addressChars: z.number(),
    descriptionChars: z.number(),
    emailChars: z.number(),
    websites: z.number(),
    websiteChars: z.number(),
  }),
  categories: z.array(z.string()).readonly(),
})
export type ShownBusinessProfile = z.infer<typeof businessProfile>
