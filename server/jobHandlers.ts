import { sealAuditJob } from './audit/sealAudit.job.ts'
import { checkLogin } from './accounts/checkLogin.job.ts'
import { checkToken } from './accounts/checkToken.job.ts'
import { checkTokens } from './accounts/checkTokens.job.ts'
import { addUp } from './automations/addUp.job.ts'
import { bulkAction } from './bulk/bulkAction.job.ts'
import type { Deps } from './deps.ts'
import { doctor } from './doctor/doctor.job.ts'
import { doctorRound } from './doctor/doctorRound.job.ts'
import { deliver } from './endpoints/deliver.job.ts'
import { removeField } from './contacts/removeField.job.ts'
import { handOver } from './conversations/handOver.job.ts'
import { removeDeliveries } from './endpoints/removeDeliveries.job.ts'
import { replay } from './endpoints/replay.job.ts'
import { addLaterSteps } from './inbox/decisions.queries.ts'
import { bodyPartitions } from './inbox/bodyPartitions.job.ts'
import { lookUp } from './inbox/lookUp.job.ts'
import { eraseFromImports } from './imports/eraseFromImports.queries.ts'
import { importContacts } from './imports/importContacts.job.ts'
import { checkHandlers, type JobHandlers } from './jobs/handler.ts'
import { updateLeadStates } from './leads/leadStates.queries.ts'
import { markNotified } from './leads/notified.queries.ts'
import { oldLeads } from './leads/oldLeads.job.ts'
import { sendLeads } from './leads/sendLeads.job.ts'
import { mail } from './mail/mail.job.ts'
import { fetchFile } from './media/fetchFile.job.ts'
import { removedFiles } from './media/removedFiles.job.ts'
import { uploadFile } from './media/uploadFile.job.ts'
import { checkEvents } from './missed/checkEvents.job.ts'
import { missedEvents } from './missed/missedEvents.job.ts'
import { readHistory } from './missed/readHistory.job.ts'
import { jobKinds, type JobKind } from './model/job.ts'
import type { Trx } from './platform/db.ts'
import { eraseArrivals } from './inbox/eraseArrivals.queries.ts'
import { fetchLead } from './leadAds/fetchLead.job.ts'
import { leadBackfill } from './leadAds/leadBackfill.job.ts'
import { leadForms } from './leadAds/leadForms.job.ts'
import { leadList } from './leadAds/leadList.job.ts'
import { dataDeletion } from './privacy/dataDeletion.job.ts'
import { oldRequests } from './privacy/oldRequests.job.ts'
import { retention } from './privacy/retention.job.ts'
import { transcribe } from './inbox/transcribe.job.ts'
import { commentAct } from './comments/commentAct.job.ts'
import { presence } from './outbox/presence.job.ts'
import { emptyLimits } from './outbox/emptyLimits.job.ts'
import { orphans } from './outbox/orphans.job.ts'
import { dailyTemplates } from './templates/dailyTemplates.job.ts'
import { syncTemplates } from './templates/syncTemplates.job.ts'

/**
 * What runs which kinds. Deliveries have a queue and places of their own in each worker, so that endpoints that do not answer hold up no
 * other work.
 */
export const kindsOfQueue = {
  jobs: jobKinds.filter((kind) => kind !== 'deliver'),
  deliveries: ['deliver'],
} satisfies Record<string, JobKind[]>
export type JobQueueName = keyof typeof kindsOfQueue

/** The handler of every kind of job. Created at the start of processes that run or plan jobs, which fails when a kind has no handler. */
export function jobHandlers(deps: Deps): JobHandlers {
  const { system, jobs } = deps.databases
  const own = { ...deps, system, jobs }
  const eraseReceived = async (trx: Trx, ids: readonly string[]) => {
    await eraseArrivals(trx, ids)
    await eraseFromImports(trx, own, ids)
  }
  const handlers: JobHandlers = {
    look_up: lookUp(own),
    add_up: addUp(own),
    body_partitions: bodyPartitions(own),
    empty_limits: emptyLimits(own),
    orphans: orphans(own),
    old_leads: oldLeads(own),
    fetch_lead: fetchLead({ ...own, noteSteps: addLaterSteps }),
    lead_backfill: leadBackfill(own),
    lead_forms: leadForms(own),
    lead_list: leadList(own),
    missed_events: missedEvents(own),
    check_events: checkEvents(own),
    read_history: readHistory(own),
    doctor: doctor(own),
    doctor_round: doctorRound(own),
    seal_audit: sealAuditJob(own),
    fetch_file: fetchFile({ ...own, mostBytes: deps.config.mediaBytes }),
    upload_file: uploadFile({ ...own, mostBytes: deps.config.mediaBytes }),
    import_contacts: importContacts(own),
    bulk_action: bulkAction({ ...own, eraseArrivals: eraseReceived }),
    removed_files: removedFiles(own),
    sync_templates: syncTemplates(own),
    daily_templates: dailyTemplates(own),
    presence: presence(own),
    comment_act: commentAct(own),
    transcribe: transcribe(own),
    deliver: deliver({ ...own, jobs: deps.databases.jobQueue, updateLeadStates }),
    replay: replay({ ...own, updateLeadStates }),
    send_leads: sendLeads(own),
    remove_deliveries: removeDeliveries({ ...own, updateLeadStates }),
    remove_field: removeField(own),
    hand_over: handOver(own),
    mail: mail({ ...own, markNotified }),
    data_deletion: dataDeletion({ ...own, eraseArrivals: eraseReceived }),
    old_requests: oldRequests(own),
    retention: retention(own),
    check_tokens: checkTokens(own),
    check_token: checkToken(own),
    check_login: checkLogin(own),
  }
  checkHandlers(handlers)
  return handlers
}
