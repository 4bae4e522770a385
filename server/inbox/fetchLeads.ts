import { channelOf } from '../channels/channels.ts'
import { fetchLeadJob } from '../leadAds/fetchLeadJob.ts'
import type { NewJob } from '../model/job.ts'
import type { Arrival } from './batch.ts'

/**
 * The jobs that read the leads which webhooks only name. Each such event's trace says so. Runs for new events alone; those of an account
 * that is off wait for it.
 */
export function fetchLeads(arrivals: Arrival[], now: Date): NewJob[] {
  const jobs: NewJob[] = []
  for (const arrival of arrivals) {
    const { event, account, eventId } = arrival
    const part = event.kind === 'lead' && event.externalId ? channelOf(account.channel).leads : undefined
    if (!part) continue
    arrival.told = [{ stage: 'fetches_lead', data: {} }]
    const formId = typeof event.detail['formId'] === 'string' ? event.detail['formId'] : null
    jobs.push(fetchLeadJob(account, { leadId: event.externalId!, formId, eventId }, now, part.readableMs))
  }
  return jobs
}
