import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { tables } from '../server/platform/belongings/belongings.ts'
import { advisoryLockClasses, advisoryLocks } from '../server/platform/advisoryLocks.ts'

// The boundaries of the modules (ARCHITECTURE.md). Each line: this module may import those. The order is the way data flows, so a module
// imports only modules above it.
const mayImport: Record<string, string[]> = {
  model: [],
  engine: ['model'],
  channels: ['model'],
  platform: ['model'],
  queue: ['platform'],
  jobs: ['model', 'platform', 'queue'],
  audit: ['model', 'platform', 'jobs'],
  auth: ['model', 'platform', 'audit'],
  limits: ['model', 'platform'],
  mail: ['model', 'platform', 'jobs', 'audit', 'auth'],
  team: ['model', 'platform', 'audit', 'auth', 'mail'],
  endpoints: ['model', 'platform', 'jobs', 'audit', 'auth', 'mail'],
  accounts: ['model', 'channels', 'platform', 'queue', 'jobs', 'audit', 'auth', 'limits', 'mail', 'endpoints'],
  contacts: ['model', 'engine', 'platform', 'queue', 'jobs', 'audit', 'auth'],
  imports: ['model', 'engine', 'platform', 'queue', 'jobs', 'audit', 'auth', 'endpoints', 'contacts'],
  automations: ['model', 'engine', 'platform', 'queue', 'jobs', 'audit', 'auth', 'accounts', 'endpoints'],
  leads: ['model', 'engine', 'platform', 'jobs', 'audit', 'auth', 'mail', 'contacts', 'endpoints'],
  outbox: ['model', 'platform', 'queue', 'jobs', 'audit', 'auth', 'limits', 'endpoints', 'accounts', 'contacts', 'automations'],
  dms: ['model', 'engine', 'channels', 'platform', 'queue', 'audit', 'auth', 'accounts', 'contacts', 'leads', 'outbox'],
  forms: ['model', 'engine', 'channels', 'platform', 'audit', 'auth', 'accounts', 'leads', 'dms'],
  leadAds: ['model', 'engine', 'platform', 'jobs', 'audit', 'auth', 'mail', 'accounts', 'outbox', 'leads'],
  linkedLogins: ['model', 'channels', 'platform', 'auth', 'team', 'accounts'],
  privacy: ['model', 'channels', 'platform', 'queue', 'jobs', 'audit', 'auth', 'mail', 'endpoints', 'accounts', 'contacts', 'linkedLogins'],
  media: ['model', 'channels', 'platform', 'jobs', 'audit', 'auth', 'accounts', 'outbox'],
  templates: ['model', 'platform', 'jobs', 'audit', 'auth', 'accounts', 'outbox', 'media'],
  inbox: [
    'model',
    'engine',
    'channels',
    'platform',
    'queue',
    'jobs',
    'audit',
    'auth',
    'mail',
    'accounts',
    'contacts',
    'endpoints',
    'automations',
    'leads',
    'outbox',
    'dms',
    'leadAds',
    'media',
  ],
  comments: ['model', 'channels', 'platform', 'jobs', 'audit', 'auth', 'outbox'],
  conversations: [
    'model',
    'channels',
    'platform',
    'queue',
    'jobs',
    'audit',
    'auth',
    'mail',
    'accounts',
    'contacts',
    'automations',
    'outbox',
    'comments',
  ],
  bulk: ['model', 'platform', 'queue', 'jobs', 'audit', 'auth', 'endpoints', 'contacts', 'conversations'],
  missed: ['model', 'platform', 'jobs', 'audit', 'auth', 'accounts', 'contacts', 'outbox', 'inbox'],
  doctor: ['model', 'channels', 'platform', 'queue', 'jobs', 'audit', 'auth', 'mail', 'accounts', 'outbox'],
  admin: ['model', 'platform', 'jobs', 'audit', 'auth', 'automations', 'outbox'],
  commands: ['platform'],
  demo: ['platform'],
}
// The files that other modules may import; the rest is private. Modules without state of their own are open throughout.
const open = new Set(['model', 'engine', 'platform'])
const entryPoints: Record<string, string[]> = {
  channels: [
    'channels.ts',
    'meta/signature.ts',
    'meta/signedRequest.ts',
    'meta/handshake.ts',
    'meta/hosts.ts',
    'meta/versions.ts',
    'meta/checkApp.ts',
    'meta/usage.ts',
  ],
  queue: ['ingestLock.queries.ts', 'workers.queries.ts', 'messageQueue.ts', 'redisQueue.ts'],
  jobs: ['handler.ts', 'addJobs.queries.ts', 'shownJobs.queries.ts', 'dueTurns.queries.ts'],
  audit: ['audit.ts', 'audit.queries.ts', 'chain.queries.ts', 'shownAudit.queries.ts', 'sentences.ts'],
  auth: [
    'testLogins.queries.ts',
    'access.ts',
    'commonPasswords.ts',
    'linkToken.ts',
    'signUpOrIn.ts',
    'members.queries.ts',
    'owners.queries.ts',
    'memberRights.ts',
    'passwordResets.queries.ts',
    'readSession.ts',
    'refuseTooMany.ts',
    'users.queries.ts',
    'identity.ts',
    'cookies.ts',
    'proveAgain.ts',
    'keys.ts',
    'linkedLogins.queries.ts',
    'may.ts',
    'ownHost.ts',
    'principals.queries.ts',
    'proxies.ts',
    'noticeRecipients.queries.ts',
    'securityEvents.ts',
    'signInAttempts.queries.ts',
  ],
  mail: ['reachMailServer.ts', 'addMails.queries.ts', 'shownMails.queries.ts', 'showMail.ts', 'mail.schemas.ts', 'sentences.ts'],
  limits: ['limits.queries.ts', 'ownLimits.queries.ts', 'slidingWindow.ts'],
  accounts: [
    'accounts.queries.ts',
    'inboxAccounts.queries.ts',
    'notices.queries.ts',
    'checkAccount.ts',
    'templatesJob.ts',
    'knownTemplates.queries.ts',
    'credentials.queries.ts',
    'appSecrets.queries.ts',
    'stopAccounts.queries.ts',
    'withdrawLogins.queries.ts',
    'loginSite.ts',
    'returnPath.ts',
  ],
  team: ['joinByAddress.ts'],
  linkedLogins: ['withdrawLinkedLogins.ts'],
  contacts: [
    'consents.queries.ts',
    'contactWords.queries.ts',
    'erasedPeople.queries.ts',
    'contacts.schemas.ts',
    'fields.queries.ts',
    'tags.schemas.ts',
    'filter/condition.schemas.ts',
    'filter/fitsConditions.queries.ts',
    'filter/contactIds.queries.ts',
    'segments/askedConditions.ts',
    'optOuts.queries.ts',
    'optedOutEvent.ts',
    'ofWorkspace.queries.ts',
    'storeContacts.queries.ts',
    'linkIdentifier.queries.ts',
    'changeConversation.queries.ts',
    'tags.queries.ts',
    'threads.queries.ts',
  ],
  automations: [
    'figures.queries.ts',
    'runs.queries.ts',
    'sets.queries.ts',
    'setCache.ts',
    'stats.queries.ts',
    'automations.schemas.ts',
    'automationNames.queries.ts',
  ],
  endpoints: [
    'planDeliveries.queries.ts',
    'oldDeliveries.queries.ts',
    'replay.queries.ts',
    'ownEndpoints.queries.ts',
    'checkAddress.ts',
    'deliveries.queries.ts',
    'showDelivery.ts',
    'sentences.ts',
    'endpoints.schemas.ts',
    'wantedEvents.queries.ts',
  ],
  leads: [
    'addLeads.queries.ts',
    'tellOfUnkeptLeads.ts',
    'leadStates.queries.ts',
    'lastDm.queries.ts',
    'linkLeads.queries.ts',
    'leads.queries.ts',
  ],
  dms: ['continueDms.ts', 'dms.queries.ts', 'formDm.ts', 'ref.ts'],
  outbox: [
    'addMessages.queries.ts',
    'raiseMessageEvents.queries.ts',
    'inFlight.queries.ts',
    'echoes.queries.ts',
    'watermarks.queries.ts',
    'accountReads.ts',
    'askPlatform.ts',
    'settleStatuses.ts',
    'messages.queries.ts',
    'messages.schemas.ts',
    'showMessage.ts',
    'refusedTemplates.ts',
    'fitTemplates.ts',
    'content.schemas.ts',
    'sendByHand.ts',
    'waitForDm.queries.ts',
    'whyWaiting.ts',
    'files.queries.ts',
    'dueLanes.queries.ts',
    'presence.queries.ts',
  ],
  media: ['media.queries.ts', 'pathOf.ts', 'receiveFiles.ts', 'transcriber.ts'],
  leadAds: ['fetchLeadJob.ts', 'leadOfEvent.queries.ts'],
  comments: ['commentAct.job.ts', 'comments.queries.ts', 'comments.schemas.ts', 'showCommentState.ts'],
  inbox: ['addOccurrences.queries.ts'],
  conversations: ['notes.queries.ts'],
}
// Only the owning module writes a table. Another module calls an entry point of the owner: a function, or, inside its own statement, a
// piece of SQL (`countSent`, `nextSetNumber`). Merging and removing write what the list of platform/belongings names.
const owns: Record<string, string[]> = {
  platform: ['data_keys', 'instance_settings', 'migrations'],
  audit: ['audit', 'audit_chain', 'audit_waiting'],
  auth: [
    'workspaces',
    ...['user', 'session', 'account', 'verification', 'organization', 'member', 'member_accounts', 'twoFactor'].map(
      (name) => `identity.${name}`,
    ),
  ].concat('identity.sign_in_attempts', 'identity.api_keys'),
  team: ['identity.invitations'],
  jobs: ['jobs', 'job_attempts'],
  mail: ['mails'],
  limits: ['send_limits', 'limit_windows'],
  accounts: ['accounts', 'connections', 'login_states'],
  contacts: [
    'contacts',
    'contact_identifiers',
    'erased_people',
    'conversations',
    'consents',
    'tags',
    'former_tag_names',
    'contact_tags',
    'opt_out_notes',
    'contact_fields',
    'contact_notes',
    'contact_merges',
    'segments',
  ],
  automations: [
    'automations',
    'automation_versions',
    'automation_sets',
    'automation_stats',
    'automation_counts',
    'runs',
    'figures',
    'figures_place',
  ],
  imports: ['imports', 'import_failures'],
  bulk: ['bulk_actions'],
  leads: ['leads'],
  leadAds: ['lead_forms', 'ad_leads', 'lead_alerts'],
  comments: ['comment_states'],
  conversations: ['conversation_notes', 'conversation_reads', 'conversation_viewers', 'canned_replies', 'inbox_settings'],
  missed: ['event_checks'],
  doctor: ['doctor_runs'],
  endpoints: ['endpoints', 'endpoint_sources', 'endpoint_events', 'deliveries'],
  dms: ['lead_dms'],
  forms: ['forms', 'form_attempts'],
  privacy: ['data_requests', 'public_texts'],
  outbox: ['messages', 'outbox', 'attempts', 'waiting_statuses', 'message_prices', 'breakers'],
  media: ['media', 'media_uploads', 'removed_files'],
  templates: ['templates', 'template_drafts', 'template_syncs'],
  inbox: ['bodies', 'events', 'occurrences', 'reading_attempts'],
}
const partitions: Record<string, string> = { bodies_default: 'bodies' }
const writesByList = /^platform\/belongings\//

// What every module may import: types of what main.ts makes, and the shape of routes.
const shared = new Set(['deps.ts', 'api.ts'])

const impure =
  /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bprocess\.(env|on|exit)\b|\bsetTimeout\(|\bsetInterval\(|\bconsole\.|[^.\w]fetch\(|\brandomUUID\(/
/** Scripts that run in the browser of a visitor. */
const inBrowsers = new Set(['forms/lookAgainScript.ts'])
const sqlWords =
  /(?:sql|\bquery\()\s*(?:<[^`]*>)?`\s*(?:select|insert into|delete from|update|with)\b|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/i
const metaWords =
  /\b(entry|messaging|changes)\[|hub\.|\bis_echo\b|\bquick_reply\b|\bmessaging_product\b|\bsubscribed_apps\b|\bfield_data\b|\bhas_lead_access\b|\bcustom_disclaimer/
// Only its own folder knows a channel: nothing else has its name, in code or in comments, so that it can be removed. `wabaId` is the API's
// name for a business account above an account (docs/api.md).
const secondChannel = /whats\s?app|\bwaba(?!Id\b)|waba_|wamid|biz_opaque/i
// How long a person may be written to is data of the channels (`limits.ts`): no other module knows a day or a week of it.
const windowLength =
  /\b(?:24|168) \* (?:60\b|3_?600|\w*hour)|\b7 \* (?:24\b|86_?400|\w*day)|86_?400_?000|604_?800_?000|\b(?:24|168)[ -]hours?\b|\b(?:7|seven) days\b/i
const knowsNoWindow = new Set(['engine', 'outbox', 'inbox', 'automations', 'contacts'])
const daysOfOther: Record<string, string> = { 'inbox/bodyPartitions.queries.ts': 'payloads are stored by calendar day' }
const longest = 300

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
const importsOf = (code: string) => [...code.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, target]) => target!)

const written = (name: string) => new RegExp(`\\b${name}\\s+(\\$\\{[^}]*\\}|[\\w."]+)`, 'gi')
/** SQL and Kysely alike. `for update` and `do update set` name no table. */
const writes: RegExp[] = [
  written('(?:insert|merge|copy)\\s+into'),
  written('delete\\s+from(?:\\s+only)?'),
  written('truncate(?:\\s+table)?'),
  /\bupdate\s+(?:only\s+)?(\$\{[^}]*\}|[\w."]+)\s+(?:as\s+)?(?:\w+\s+)?set\b/gi,
  /\.(?:insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\(\s*([^)\s]*)/g,
]
/** The tables that a piece of code writes; `${…}` where it is known only when it runs. */
const tablesWrittenIn = (code: string): string[] => [
  ...new Set(writes.flatMap((one) => [...code.matchAll(one)].map(([, name]) => name!.replaceAll(/["']/g, '').replace(/^public\./, '')))),
]

function brokenRules(file: string): string[] {
  const code = readFileSync(path.join('server', file), 'utf8')
  const plain = withoutComments(code)
  const module = file.includes('/') ? file.split('/')[0]! : null
  const broken: string[] = []
  const withoutTexts = plain.replace(/'[^'\n]*'/g, "''")
  if (module) {
    if (!mayImport[module]) return [`ARCHITECTURE.md does not know the module "${module}"`]
    for (const target of importsOf(code)) {
      const to = path.posix.join(path.posix.dirname(file), target)
      const [other, ...rest] = to.split('/')
      const inside = rest.join('/')
      if (other === module || shared.has(to)) continue
      if (to.startsWith('..')) broken.push(`leaves the server: ${to}`)
      else if (!mayImport[module].includes(other!)) broken.push(`may not import "${other}": ${to}`)
      else if (!open.has(other!) && !entryPoints[other!]?.includes(inside))
        broken.push(`must import an entry point of "${other}", not ${inside}`)
    }
    if (module !== 'platform' && !inBrowsers.has(file) && impure.test(withoutTexts))
      broken.push(`uses the clock, randomness or the environment: ${impure.exec(withoutTexts)![0]} (it is handed in)`)
    if (!file.endsWith('.queries.ts') && module !== 'platform' && sqlWords.test(plain))
      broken.push(`contains SQL: ${sqlWords.exec(plain)?.[0].slice(0, 60)}`)
    if (knowsNoWindow.has(module) && !daysOfOther[file] && windowLength.test(plain))
      broken.push(`knows how long people may be written to (the channel's limits have it): ${windowLength.exec(plain)![0]}`)
    if (module !== 'channels' && metaWords.test(plain)) broken.push(`uses a field name of the platform: ${metaWords.exec(plain)![0]}`)
  }
  if (
    file.endsWith('.queries.ts') &&
    !file.startsWith('platform/') &&
    /\bnow\(\)|current_timestamp|clock_timestamp/i.test(plain.replaceAll(/\.now\(\)/g, ''))
  )
    broken.push('reads the clock in SQL')
  for (const name of tablesWrittenIn(plain)) {
    const table = partitions[name] ?? name
    if (/^\w/.test(table) ? owns[module ?? '']?.includes(table) : writesByList.test(file)) continue
    const owner = Object.keys(owns).find((one) => owns[one]!.includes(table))
    broken.push(
      `writes the table ${table}, which ${owner ? `belongs to "${owner}": move the statement there and call it` : 'no module owns (owns, in this test)'}`,
    )
  }
  if (module !== 'channels' && secondChannel.test(code)) broken.push(`knows one channel by name: ${secondChannel.exec(code)![0]}`)
  if (code.split('\n').length > longest) broken.push(`is longer than ${longest} lines`)
  if (/(^|\/)(utils|helpers|lib|common|manager|misc)(\.ts|\/)/.test(file)) broken.push('has a name that says nothing')
  return broken
}

describe('module boundaries', () => {
  test.each(files('server'))('server/%s keeps them', (file) => expect(brokenRules(file)).toEqual([]))

  test('every advisory lock has a number of its own, and all are in one list', () => {
    const numbers = [...Object.values(advisoryLocks), ...Object.values(advisoryLockClasses)].map(String)
    expect(new Set(numbers).size).toBe(numbers.length)
    const taken = /advisory_(?:xact_)?(?:un)?lock(?:_shared)?\((?!\$\{(?:sql\.lit\()?advisoryLock|\$\{ingestLock\}|\$\d)/
    const others = files('server').filter((file) => taken.test(withoutComments(readFileSync(path.join('server', file), 'utf8'))))
    expect(others).toEqual([])
  })

  test('every table belongs to one module', () => {
    expect(Object.values(owns).flat().toSorted()).toEqual([...tables].toSorted())
  })

  test('a foreign write is found in SQL and in Kysely', () => {
    const code =
      'sql`with a as (insert into\n events (id)), b as (update only runs r set x = 1) delete from "leads" l using c for update of l skip locked`; ' +
      "trx.updateTable('audit').set({}); trx.insertInto(table); sql`update ${sql.table(name)} t set x = 1`; sql`on conflict do update set x = 1`; sql`truncate table figures`"
    expect(tablesWrittenIn(code).toSorted()).toEqual(
      ['${sql.table(name)}', 'audit', 'events', 'figures', 'leads', 'runs', 'table'].toSorted(),
    )
  })

  test.each([
    '24 * 60 * 60_000',
    '24 * 3_600_000',
    '24 * hourMs',
    '86_400_000',
    '7 * dayMs',
    '7 * 24 * 60',
    "'the 24-hour window'",
    "'for seven days'",
  ])('a window of %s is found outside the channels', (code) => expect(windowLength.test(code)).toBe(true))
  test('every exception to the lengths of windows is still one', () => {
    const lengths = Object.keys(daysOfOther).filter((file) =>
      windowLength.test(withoutComments(readFileSync(path.join('server', file), 'utf8'))),
    )
    expect(lengths).toEqual(Object.keys(daysOfOther))
  })

  test('the simulator and the server know nothing of each other', () => {
    const crossing = [
      ...files('server').filter((file) =>
        importsOf(readFileSync(path.join('server', file), 'utf8')).some((target) =>
          path.posix.join('server', path.posix.dirname(file), target).startsWith('simulator/'),
        ),
      ),
      ...files('simulator').filter((file) =>
        importsOf(readFileSync(path.join('simulator', file), 'utf8')).some((target) =>
          path.posix.join('simulator', path.posix.dirname(file), target).startsWith('server/'),
        ),
      ),
    ]
    expect(crossing).toEqual([])
  })

  test('pages name no channel but the one they can connect: names of others are texts of the catalogue', () => {
    const code = (file: string) => readFileSync(path.join('web', file), 'utf8')
    expect(files('web').filter((file) => secondChannel.test(code(file)))).toEqual([])
  })

  test('pages import nothing of the server but its model, its engine, and the types of what its routes take and return', () => {
    const typesOfRoutes = /^import type \{[^}]*\} from '[^']+\.schemas\.ts'$/gm
    const crossing = files('web').flatMap((file) =>
      importsOf(readFileSync(path.join('web', file), 'utf8').replaceAll(typesOfRoutes, ''))
        .map((target) => path.posix.join('web', path.posix.dirname(file), target))
        .filter((target) => target.startsWith('server/') && !/^server\/(model|engine)\//.test(target))
        .map((target) => `${file} → ${target}`),
    )
    expect(crossing).toEqual([])
  })

  test('the parts that pages are made of know nothing of the product', () => {
    const crossing = files('web/src/parts').flatMap((file) =>
      importsOf(readFileSync(path.join('web/src/parts', file), 'utf8'))
        .filter((target) => !/^\.\/[\w.]+$/.test(target))
        .map((target) => `${file} → ${target}`),
    )
    expect(crossing).toEqual([])
  })
})
