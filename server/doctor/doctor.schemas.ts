import { z } from 'zod'
import { findingStatuses } from '../model/finding.ts'

export const check = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean().describe('no fault was found'),
  severity: z.enum(findingStatuses),
  asked: z.string().describe('what was asked'),
  text: z.string().describe('what came back; for `not_checked`, why it was not asked'),
  next: z.string().nullable().describe('what to click next'),
  nextUrl: z.string().nullable().describe('the page where it is done: an address, or a path of this hub'),
})
const run = z.object({
  checkedAt: z.string().nullable().describe('null: not checked yet'),
  isRunning: z.boolean(),
  problems: z.number(),
  warnings: z.number(),
  checks: z.array(check).describe('the worst first'),
})
const accountRun = run.extend({ accountId: z.string(), name: z.string(), channel: z.string(), username: z.string().nullable() })

export const doctorRuns = z.object({
  isRunning: z.boolean(),
  progress: z.object({ done: z.number(), total: z.number() }).describe('of the accounts and the instance'),
  instance: run.nullable().describe('null: only the owner of the instance sees it'),
  port: z.number().nullable().describe('where this hub listens, for a tunnel to it; null: only the owner of the instance sees it'),
  accounts: z.array(accountRun).describe('the accounts that you see, the worst first; at most 200; `progress` counts all'),
})
export const accountDoctor = z.object({ checkedAt: z.string(), checks: z.array(check) })
export const runInput = z.strictObject({ accountId: z.uuid().optional().describe('one account; without it all, and the instance') })

export type DoctorRuns = z.output<typeof doctorRuns>
export type DoctorCheck = z.output<typeof check>
export type DoctorRun = z.output<typeof run>
