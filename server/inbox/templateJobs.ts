import { changedTemplatesJob } from '../accounts/templatesJob.ts'
import { channelOf } from '../channels/channels.ts'
import type { NewJob } from '../model/job.ts'
import { templateRefused } from '../outbox/refusedTemplates.ts'
import type { Arrival } from './batch.ts'

/** Reads the templates of accounts whose templates the platform told something of, or of whose templates it refused one after all. */
export function templateJobs(arrivals: readonly Arrival[], now: Date): NewJob[] {
  const changed = arrivals.filter(
    ({ event, account }) => (event.kind === 'template_status' || isRefused(event.status)) && channelOf(account.channel).templates,
  )
  const accounts = new Map(changed.map(({ account }) => [account.id, account]))
  return [...accounts.values()].map((account) => changedTemplatesJob(account, now))
}

const isRefused = (status: Arrival['event']['status']): boolean =>
  status?.state === 'failed' && 'code' in status.failure && status.failure.code === templateRefused
