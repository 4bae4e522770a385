import type { NewJob } from '../model/job.ts'

type Owner = { id: string; workspaceId: string }

/** The job that reads the templates of an account. `slot`: what it stands for: a day, a request, the connection; done once for each. */
export const templatesJob = ({ id, workspaceId }: Owner, slot: string, runAt: Date): NewJob => ({
  kind: 'sync_templates',
  workspaceId,
  accountId: id,
  runAt,
  lane: `sync_templates/${id}`,
  priority: 5,
  uniqueKey: `sync_templates/${id}/${slot}`,
  data: {},
})

const togetherMs = 10_000

/** The same because the platform told of a change: changes within ten seconds are read together, after them. */
export function changedTemplatesJob(account: Owner, now: Date): NewJob {
  const runAt = new Date((Math.floor(now.getTime() / togetherMs) + 1) * togetherMs)
  return templatesJob(account, `changed/${runAt.toISOString()}`, runAt)
}
