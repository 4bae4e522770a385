import { changedTemplatesJob } from '../accounts/templatesJob.ts'
import type { Outcome } from '../model/channel.ts'
import type { NewJob } from '../model/job.ts'

/** The code of a template that the platform does not let be sent (meta-platform.md 8.3): what is stored of it is out of date. */
export const templateRefused = 'template_not_usable'

/** Reads the templates of accounts of whose templates the platform refused one. */
export function refusedTemplates(
  tries: readonly { message: { accountId: string; workspaceId: string }; attempt: number | null; outcome: Outcome }[],
  now: Date,
): NewJob[] {
  const refused = tries.filter(({ attempt, outcome }) => attempt !== null && outcome.kind === 'refused' && outcome.code === templateRefused)
  const accounts = new Map(refused.map(({ message: { accountId: id, workspaceId } }) => [id, { id, workspaceId }]))
  return [...accounts.values()].map((account) => changedTemplatesJob(account, now))
}
