import { z } from 'zod'
import { consentAbouts } from '../model/consent.ts'
import { country } from '../platform/country.schemas.ts'
import { pageOf } from '../platform/paging.ts'
import { delimiters } from './readCsv.ts'

export const mostRows = 200_000
export const mostColumns = 200
export const mostFileBytes = 50 * 1024 * 1024

/** What is said of all rows of a file. */
export const readOptions = z.strictObject({
  country: country.optional().describe('for numbers without a country code; that of the workspace, unless said'),
  tags: z.array(z.string().min(1).max(60)).max(20).default([]).describe('everyone in the file gets them'),
  existing: z
    .enum(['update', 'fill'])
    .default('update')
    .describe('of people who are known: replace values by those of the file, or keep them'),
  consent: z
    .strictObject({
      about: z.enum(consentAbouts).default('messages'),
      channel: z.string().min(1).max(50).nullable().default(null),
      words: z.string().trim().min(1).max(2_000).nullable().default(null).describe('the words that people agreed to'),
    })
    .nullable()
    .default(null)
    .describe('a consent of everyone in the file; with a column for it, of those with a yes'),
  accountId: z
    .uuid()
    .nullable()
    .default(null)
    .describe('an account that reaches people by phone number: whoever has one can be written to on it'),
  delimiter: z.enum(delimiters).optional().describe('what separates cells; told by the file, unless said'),
})
export type ReadOptions = z.output<typeof readOptions>
export type GivenOptions = z.input<typeof readOptions>

export const mappingInput = z.record(z.string().min(1).max(200), z.string().min(1).max(200))

const problem = z.object({ column: z.string().nullable(), code: z.string(), text: z.string() })
const column = z.object({ name: z.string(), target: z.string(), samples: z.array(z.string()) })

export const preview = z.object({
  encoding: z.string(),
  delimiter: z.enum(delimiters),
  isWhole: z.boolean().describe('false: the file goes on behind these rows'),
  columns: z.array(column),
  fields: z.array(z.object({ key: z.string(), name: z.string(), type: z.string() })).describe('the custom fields of the workspace'),
  counts: z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), failed: z.int() }).describe('of the rows looked at'),
  rows: z.array(
    z.object({
      row: z.int(),
      outcome: z.enum(['created', 'updated', 'unchanged', 'failed']),
      values: z.record(z.string(), z.string()).describe('what the cells become, by target'),
      problems: z.array(problem),
    }),
  ),
})
export type Preview = z.output<typeof preview>

export const importStarted = z.object({ importId: z.string() })
export const importShown = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  total: z.int(),
  done: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  errorFile: z.string().nullable().describe('the address of a CSV of the rows that failed, with why: mend it and import it again'),
  why: z.object({ code: z.string(), text: z.string() }).nullable().describe('why the import failed as a whole'),
  actorId: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})
export type ShownImport = z.output<typeof importShown>
export const importList = pageOf(importShown)
