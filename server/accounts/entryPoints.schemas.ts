import { z } from 'zod'

const payload = z.string().trim().min(1)

/** What people see before they write, as the API takes it; the limits are the channel's. */
export const entryPointsInput = z.strictObject({
  starters: z
    .array(
      z.strictObject({
        question: z.string().trim().min(1),
        payload: z.string().trim().default('').describe('empty where the channel has no payloads: the question itself is sent'),
      }),
    )
    .max(100),
  menu: z
    .array(
      z
        .strictObject({ title: z.string().trim().min(1), payload: payload.optional(), url: z.url({ protocol: /^https?$/ }).optional() })
        .refine((item) => (item.payload === undefined) !== (item.url === undefined), 'must have either payload or url'),
    )
    .max(100),
  greeting: z.string().trim(),
  commands: z
    .array(
      z.strictObject({
        name: z
          .string()
          .trim()
          .regex(/^[^\s/]+$/, 'must be one word, without the slash'),
        description: z.string().trim().min(1),
      }),
    )
    .max(100)
    .default([]),
})
export type EntryPointsInput = z.input<typeof entryPointsInput>

export const entryPoints = z.object({
  starters: z.array(z.object({ question: z.string(), payload: z.string() })).describe('questions to tap in an empty conversation'),
  menu: z.array(z.object({ title: z.string(), payload: z.string().optional(), url: z.string().optional() })),
  greeting: z.string().describe('a text above an empty conversation'),
  commands: z.array(z.object({ name: z.string(), description: z.string() })).describe('words to choose after a slash'),
  limits: z
    .object({
      starters: z.number(),
      questionChars: z.number(),
      menu: z.number(),
      titleChars: z.number(),
      payloadChars: z.number(),
      greetingChars: z.number(),
      commands: z.number(),
      commandChars: z.number(),
      descriptionChars: z.number(),
    })
    .describe('zero: the channel has no such part'),
  isAsWished: z.boolean().describe('false: the platform stored something else than was sent'),
})
export type ShownEntryPoints = z.infer<typeof entryPoints>
