/** The kinds of jobs, the work beside messages. Their handlers are in server/jobHandlers.ts. */
export const jobKinds = [
  'look_up',
  'add_up',
  'body_partitions',
  'empty_limits',
  'orphans',
  'old_leads',
  'deliver',
  'replay',
  'send_leads',
  'remove_deliveries',
  'remove_field',
  'mail',
  'fetch_lead',
  'lead_backfill',
  'lead_forms',
  'lead_list',
  'data_deletion',
  'old_requests',
  'retention',
  'check_tokens',
  'check_token',
  'check_login',
  'missed_events',
  'check_events',
  'read_history',
  'doctor',
  'doctor_round',
  'seal_audit',
  'fetch_file',
  'upload_file',
  'removed_files',
  'sync_templates',
  'daily_templates',
  'presence',
  'comment_act',
  'transcribe',
  'import_contacts',
  'bulk_action',
  'hand_over',
] as const
export type JobKind = (typeof jobKinds)[number]

/** What each kind of job does, in English. */
export const jobTitles = {
  look_up: 'Look up a person’s name',
  add_up: 'Add up the figures',
  body_partitions: 'Make room for webhooks and delete old ones',
  empty_limits: 'Forget sending limits that are over',
  orphans: 'Clean up after deleted accounts',
  old_leads: 'Delete archived leads and old deliveries',
  deliver: 'Deliver to an endpoint',
  replay: 'Repeat deliveries to an endpoint',
  send_leads: 'Send stored leads to an endpoint',
  remove_deliveries: 'Delete the deliveries of a removed endpoint',
  remove_field: 'Remove the values of a deleted field',
  mail: 'Send an email',
  fetch_lead: 'Fetch a lead from the platform',
  lead_backfill: 'Read back leads of lead ads',
  lead_forms: 'Read the lead forms of a Page',
  lead_list: 'Read the leads of a lead form',
  data_deletion: 'Delete the data of a person on request',
  old_requests: 'Delete old requests about personal data',
  retention: 'Delete what has been stored long enough',
  check_tokens: 'Plan the checks of access tokens',
  check_token: 'Check and renew an access token',
  check_login: 'Check a login at the platform',
  missed_events: 'Plan the search for missed events',
  check_events: 'Look for missed events of an account',
  read_history: 'Read back missed comments and messages',
  doctor: 'Run the checks of the doctor',
  doctor_round: 'Plan the daily checks of the doctor',
  seal_audit: 'Seal the audit',
  fetch_file: 'Fetch a file that a person sent',
  upload_file: 'Give a file to the platform',
  removed_files: 'Delete files that are no longer needed',
  sync_templates: 'Read the templates of an account',
  daily_templates: 'Plan the daily reading of templates',
  transcribe: 'Have a voice message heard by the transcription service',
  comment_act: 'Hide, show, delete or like a comment',
  presence: 'Show that messages were read, or that an answer is written',
  import_contacts: 'Import contacts from a file',
  bulk_action: 'Change many people at once',
  hand_over: 'Hand over a conversation to the team',
} as const satisfies Record<JobKind, string>

/** waiting (for its time, its lane or a worker) → running (leased) → done, or parked: a person has to decide, and may retry it. */
export const jobStates = ['waiting', 'running', 'parked', 'done'] as const
export type JobState = (typeof jobStates)[number]

/** The outcome of an attempt, as stored. `in_doubt`: its effect is unknown; `lost`: its worker died, and it may be repeated. */
export const attemptOutcomes = ['done', 'later', 'failed', 'in_doubt', 'lost'] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

/** The meaning of a job's code for people, in English. Other codes are those of the platforms. */
export const jobReasons = {
  outcome_unknown: 'The job was running when its outcome was lost. Check whether it was done before you retry it.',
  quarantined: 'Three workers ended while they held this job. Check the log before you retry it.',
  too_late: 'It could not be done in time.',
  result_not_kept: 'It was done, but its result cannot be stored. The log has the error.',
  fault: 'It failed with a bug in the server. The log has the error.',
  timed_out: 'It took longer than it may.',
  worker_lost: 'Its worker ended before it was done.',
  cannot_be_asked: 'The account has no usable access token. Check it.',
  not_offered: 'The platform does not offer this.',
  discarded: 'A person discarded it.',
  mail_not_configured: 'No mail server is configured. Set SMTP_URL and MAIL_FROM.',
  mail_no_recipient: 'The workspace has nobody to write to.',
  mail_refused: 'The mail server refused this email.',
  mail_deferred: 'The mail server does not take this email yet.',
  mail_unreachable: 'The mail server cannot be reached.',
  mail_login_refused: 'The mail server did not accept the login in SMTP_URL.',
  mail_tls_failed: 'No encrypted connection to the mail server could be made. Check its certificate and the port in SMTP_URL.',
  mail_in_doubt:
    'The connection was lost twice after the email, so nobody knows whether it arrived. Ask its recipient before you retry it.',
} as const

/** The data of a job: JSON, small, and no secrets. */
export type JobData = Record<string, unknown>

export type NewJob = {
  /** That of the row it is for, if there is one; otherwise it is made. */
  id?: string
  kind: JobKind
  /** Null: a job of the instance itself. */
  workspaceId: string | null
  accountId: string | null
  /** What is served side by side with others when jobs are claimed; the account by default, then the workspace. */
  turn?: string
  runAt: Date
  data: JobData
  /**
   * Jobs of one lane run one at a time, in the order in which they were added; null: it waits for no other job. A planned wait (a later
   * `runAt`) does not block its lane.
   */
  lane?: string | null
  /** Lower runs first: 0 when a person waits for it, higher for bulk work. */
  priority?: number
  /** A job whose key exists already is not added again. */
  uniqueKey?: string | null
  /** After this time it is not attempted any more. */
  givesUpAt?: Date | null
}

/** A job held by a worker. */
export type Job = {
  id: string
  epoch: number
  kind: JobKind
  workspaceId: string | null
  accountId: string | null
  runAt: Date
  givesUpAt: Date | null
  data: JobData
  /** The number of this attempt. */
  attempt: number
  failures: number
  leaseLosses: number
}

/**
 * How a try went:
 *   done      with what somebody waits for, if anybody does (the hall says how a result is kept)
 *   later     tried, and to be tried again: after `afterMs`, or after the next pause of the kind. `counts`: it used up one of them;
 *             it is given up when `attemptsAtMost` attempts counted
 *   put_off   not tried at all (a limit is full, the database is away): no try, no row
 *   failed    never to be tried again
 *   in_doubt  it may have had its effect
 */
export type JobOutcome =
  | { kind: 'done'; result?: unknown; detail?: JobData }
  | { kind: 'later'; code: string; detail?: JobData; afterMs?: number; counts: boolean; attemptsAtMost?: number }
  | { kind: 'put_off'; afterMs: number }
  | { kind: 'failed'; code: string; detail?: JobData }
  | { kind: 'in_doubt'; code: string; detail?: JobData }
