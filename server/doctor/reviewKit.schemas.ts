import { z } from 'zod'

const permission = z.object({
  name: z.string(),
  why: z.string().describe('what it is needed for, to be pasted'),
  film: z.array(z.string()).describe('what to film, step by step'),
  usedBy: z.array(z.string()).describe('automations and forms; empty: the accounts themselves need it'),
  accounts: z.array(z.string()),
  isGranted: z.boolean().nullable().describe('null: not known'),
})
const login = z.object({ id: z.string(), email: z.string(), createdAt: z.string() })
export const shownKit = z.object({
  workspace: z.string(),
  dashboardUrl: z.string().nullable().describe('where the permissions are applied for'),
  before: z.array(z.string()).describe('what to know before an afternoon is spent on it'),
  permissions: z.array(permission),
  unneeded: z.array(z.object({ name: z.string(), accounts: z.array(z.string()) })).describe('granted, but used by nothing'),
  addresses: z.array(z.object({ where: z.string(), url: z.string() })),
  data: z.array(z.object({ question: z.string(), answer: z.string() })),
  logins: z.array(login).describe('test logins for reviewers'),
})
export const newLogin = login.extend({ password: z.string().describe('shown only here') })

export type ShownKit = z.output<typeof shownKit>
export type NewLogin = z.output<typeof newLogin>
