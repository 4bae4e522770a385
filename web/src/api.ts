import { address, call, download, everyRow, get } from './callApi.ts'
import { showTimesIn } from './parts/shownTime.ts'
import { takeLanguage } from './words.ts'
import type { Account, AccountChange, Medium, NewAccount, ShownChannel } from '../../server/accounts/accounts.schemas.ts'
import type { Chosen, Connection, DisconnectedAccount, OfferList, ShownLogin } from '../../server/accounts/logins.schemas.ts'
import type { Overview, Stats } from '../../server/admin/admin.schemas.ts'
import type { AuditChoices, AuditVerified, AuditWhich, ShownAudit } from '../../server/admin/audit.schemas.ts'
import type { Key, MadeKey, NewKey } from '../../server/auth/keys.schemas.ts'
import type { Profile, ProfileChange } from '../../server/auth/profile.schemas.ts'
import type { Member, MemberChange } from '../../server/auth/members.schemas.ts'
import type { Me, NewOwner, Setup, Workspace, WorkspaceChange } from '../../server/auth/setup.schemas.ts'
import type { AutomationAnswer, Finding, NewAutomation } from '../../server/automations/automations.schemas.ts'
import type { Order } from '../../server/automations/order.schemas.ts'
import type {
  Contact,
  ContactChange,
  NewContact,
  Note as ContactNote,
  ShownConsent,
  TimelineItem as ContactTimelineItem,
} from '../../server/contacts/contacts.schemas.ts'
import type { CannedReply, NewCannedReply } from '../../server/conversations/cannedReplies.schemas.ts'
import type {
  Conversation,
  ConversationInput,
  Note,
  Teammate,
  TimelineItem,
  Viewers,
} from '../../server/conversations/conversations.schemas.ts'
import type { Field, FieldChange, NewField } from '../../server/contacts/fields.schemas.ts'
import type { GivenOptions, Preview as ImportPreview, ShownImport } from '../../server/imports/imports.schemas.ts'
import type { CommentChange, ShownCommentState } from '../../server/comments/comments.schemas.ts'
import type { NewBulkAction, ShownBulkAction } from '../../server/bulk/bulk.schemas.ts'
import type { ContactCount, NewSegment, Segment, SegmentChange } from '../../server/contacts/segments/segments.schemas.ts'
import type { NewTag, Tag, TagChange } from '../../server/contacts/tags.schemas.ts'
import type { Form, FormChange, NewForm, Preview as FormPages, PreviewInput } from '../../server/forms/forms.schemas.ts'
import type { EndpointChange } from '../../server/endpoints/endpointChange.schemas.ts'
import type { LinkBegun, LinkedLogins, SignInWays } from '../../server/linkedLogins/linkedLogins.schemas.ts'
import type { NewEndpoint, ShownDelivery, ShownEndpoint } from '../../server/endpoints/endpoints.schemas.ts'
import type { EventItem, Trace } from '../../server/inbox/events.schemas.ts'
import type { DoctorRuns } from '../../server/doctor/doctor.schemas.ts'
import type { NewLogin, ShownKit } from '../../server/doctor/reviewKit.schemas.ts'
import type { BusinessProfileChange, ShownBusinessProfile } from '../../server/accounts/profile.schemas.ts'
import type { EntryPointsInput, ShownEntryPoints } from '../../server/accounts/entryPoints.schemas.ts'
import type { NewTemplateInput, ShownTemplate, TemplateList } from '../../server/templates/templates.schemas.ts'
import type { ShownMedia } from '../../server/media/media.schemas.ts'
import type { MissedEvents } from '../../server/missed/missed.schemas.ts'
import type { LeadAlert, LeadForm, MappingInput, Preview } from '../../server/leadAds/leadForms.schemas.ts'
import type { DmLog } from '../../server/dms/dms.schemas.ts'
import type { BulkDone, BulkInput, Choices, Lead, LeadQuery, Origins, Total, WholeLead } from '../../server/leads/leads.schemas.ts'
import type { Sent } from '../../server/leads/sendLeads.schemas.ts'
import type { MailState, MailTestResult } from '../../server/mail/mail.schemas.ts'
import type { RetentionKind } from '../../server/model/retention.ts'
import type { NewOptOut, OptOut } from '../../server/privacy/optOuts.schemas.ts'
import type { PublicTexts, PublicTextsChange } from '../../server/privacy/privacy.schemas.ts'
import type { ShownRetention } from '../../server/privacy/retention.schemas.ts'
import type { Definition } from '../../server/model/automation.ts'
import type { ChosenOf } from '../../server/model/lead.ts'
import type { ClosedOutcome, MessageKind } from '../../server/model/message.ts'
import type { PageOf } from '../../server/model/page.ts'
import type { ShownJob } from '../../server/admin/jobs.schemas.ts'
import type { DeadChoice, DeadFilter, DeadLetter, DeadReason } from '../../server/outbox/deadLetters.schemas.ts'
import type { SentMessage } from '../../server/outbox/messages.schemas.ts'
import type { Queue } from '../../server/outbox/queue.schemas.ts'
import type { Acceptance, Invitation, NewInvitation, OpenInvitation, SentInvitation } from '../../server/team/invitations.schemas.ts'
import type { OpenReset } from '../../server/team/passwordResets.schemas.ts'
import type { User } from '../../server/team/users.schemas.ts'
import type { ListedWorkspace, MadeWorkspace, NewWorkspace } from '../../server/team/workspaces.schemas.ts'

type TemplateQuery = { accountId: string; q?: string | undefined; status?: string | undefined; cursor?: string | null; limit?: number }

export type Session = { id: string; token: string; userAgent?: string | null; ipAddress?: string | null; updatedAt: string }

/** A preview reads the beginning of a file alone. */
const previewedBytes = 256 * 1024
function importForm(file: File, mapping: Record<string, string> | null, options: GivenOptions, atMost = file.size): FormData {
  const form = new FormData()
  if (mapping) form.append('mapping', JSON.stringify(mapping))
  form.append('options', JSON.stringify(options))
  form.append('file', file.slice(0, atMost), file.name)
  return form
}

/** One function per address. Each returns the type of the schema beside its route, and rejects with an ApiError. */
export const api = {
  setup: () => get<Setup>('/api/setup'),
  createOwner: (owner: NewOwner) => call<Me>('POST', '/api/setup/owner', owner),
  signIn: (email: string, password: string) =>
    call<{ twoFactorRedirect?: boolean }>('POST', '/api/identity/sign-in/email', { email, password }),
  /** Ends a sign-in, or confirms a new authenticator app. */
  confirmCode: (way: 'app' | 'recovery', code: string) =>
    call<unknown>('POST', `/api/identity/two-factor/${way === 'app' ? 'verify-totp' : 'verify-backup-code'}`, { code }),
  beginSecondFactor: (password: string) =>
    call<{ totpURI: string; backupCodes: string[] }>('POST', '/api/identity/two-factor/enable', { password }),
  endSecondFactor: (password: string) => call<unknown>('POST', '/api/identity/two-factor/disable', { password }),
  newRecoveryCodes: (password: string) =>
    call<{ backupCodes: string[] }>('POST', '/api/identity/two-factor/generate-backup-codes', { password }),
  /** The caller's sessions, the one used last first, and which one is this. */
  sessions: async () => {
    const [all, here] = await Promise.all([
      get<Session[]>('/api/identity/list-sessions'),
      get<{ session: { id: string } } | null>('/api/identity/get-session'),
    ])
    return { list: all.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)), current: here?.session.id ?? null }
  },
  endSession: (token: string) => call<unknown>('POST', '/api/identity/revoke-session', { token }),
  endOtherSessions: () => call<unknown>('POST', '/api/identity/revoke-other-sessions', {}),
  askForPassword: (email: string) => call<unknown>('POST', '/api/password-resets', { email }),
  passwordLink: (link: string) => get<OpenReset>(`/api/password-resets/${link}`),
  setPassword: (link: string, password: string) => call<null>('POST', `/api/password-resets/${link}`, { password }),

  members: (query: { cursor?: string | null; limit?: number }, signal?: AbortSignal) => get<PageOf<Member>>('/api/members', query, signal),
  changeMember: (id: string, change: MemberChange) => call<Member>('PATCH', `/api/members/${id}`, change),
  removeMember: (id: string) => call<null>('DELETE', `/api/members/${id}`),
  invitations: () => everyRow((page) => get<PageOf<Invitation>>('/api/invitations', page)),
  invite: (invitation: NewInvitation) => call<SentInvitation>('POST', '/api/invitations', invitation),
  removeInvitation: (id: string) => call<null>('DELETE', `/api/invitations/${id}`),
  openInvitation: (link: string) => get<OpenInvitation>(`/api/invitations/${link}`),
  acceptInvitation: (link: string, body: Acceptance | null) =>
    call<{ workspaceId: string }>('POST', `/api/invitations/${link}/accept`, body ?? {}),
  workspaces: () => everyRow((page) => get<PageOf<ListedWorkspace>>('/api/workspaces', page)),
  everyWorkspace: (query: { cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<ListedWorkspace>>('/api/workspaces', { ...query, all: true }, signal),
  createWorkspace: (workspace: NewWorkspace) => call<MadeWorkspace>('POST', '/api/workspaces', workspace),
  switchWorkspace: (id: string) => call<null>('POST', `/api/workspaces/${id}/switch`, {}),
  users: (query: { q?: string | undefined; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<User>>('/api/admin/users', query, signal),
  changeUser: (id: string, change: { instanceAdmin: boolean }) => call<User>('PATCH', `/api/admin/users/${id}`, change),
  makePasswordLink: (id: string) => call<{ url: string }>('POST', `/api/admin/users/${id}/password-link`, {}),
  removeSecondFactor: (id: string) => call<null>('DELETE', `/api/admin/users/${id}/second-factor`),
  removeUser: (id: string) => call<null>('DELETE', `/api/admin/users/${id}`),
  signOut: () => call<unknown>('POST', '/api/identity/sign-out', {}),
  /** The caller; their own language and time zone hold from then on. */
  me: async () => {
    const me = await get<Me>('/api/me')
    showTimesIn(me.user?.timeZone ?? null)
    void takeLanguage(me.user?.language ?? null)
    return me
  },
  changeMe: (change: ProfileChange) => call<Profile>('PATCH', '/api/me', change),
  changePassword: (change: { currentPassword: string; newPassword: string }) =>
    call<unknown>('POST', '/api/identity/change-password', change),
  signInWays: () => get<SignInWays>('/api/sign-in'),
  linkedLogins: () => get<LinkedLogins>('/api/me/logins'),
  linkLogin: (body: LinkBegun) => call<{ url: string }>('POST', '/api/me/logins', body),
  unlinkLogin: (id: string) => call<null>('DELETE', `/api/me/logins/${id}`),
  changeWorkspace: (changes: WorkspaceChange) => call<Workspace>('PATCH', '/api/workspace', changes),

  endpoints: (query: { cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<ShownEndpoint>>('/api/endpoints', query, signal),
  endpoint: (id: string) => get<ShownEndpoint>(`/api/endpoints/${id}`),
  createEndpoint: (endpoint: NewEndpoint) => call<ShownEndpoint & { secret: string }>('POST', '/api/endpoints', endpoint),
  changeEndpoint: (id: string, change: EndpointChange) => call<ShownEndpoint>('PATCH', `/api/endpoints/${id}`, change),
  removeEndpoint: (id: string) => call<unknown>('DELETE', `/api/endpoints/${id}`),
  sendStoredLeads: (id: string) => call<Sent>('POST', `/api/endpoints/${id}/send`, {}),
  testEndpoint: (id: string) => call<{ deliveryId: string }>('POST', `/api/endpoints/${id}/test`, {}),
  rotateEndpoint: (id: string, force: boolean) =>
    call<ShownEndpoint & { secret: string }>('POST', `/api/endpoints/${id}/rotate`, { force }),
  replayEndpoint: (id: string, which: { since: string; until?: string; status: 'NOT_ARRIVED' | 'FAILED' | 'ALL' }) =>
    call<{ replayed: number }>('POST', `/api/endpoints/${id}/replay`, which),
  deliveries: (query: { endpointId?: string; status?: string | undefined; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<ShownDelivery>>('/api/deliveries', query, signal),
  replayDelivery: (id: string) => call<unknown>('POST', `/api/deliveries/${id}/replay`, {}),

  audit: (query: AuditWhich & { cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<ShownAudit>>('/api/audit', query, signal),
  auditFile: (query: AuditWhich) => address('/api/audit/export', query),
  auditChoices: () => get<AuditChoices>('/api/audit/choices'),
  /** A long audit is verified in parts. */
  verifyAudit: async () => {
    for (let cursor: string | undefined; ;) {
      const verified: AuditVerified = await call('POST', '/api/audit/verify', cursor === undefined ? {} : { cursor })
      if (verified.nextCursor === undefined) return verified
      cursor = verified.nextCursor
    }
  },
  keys: (query: { cursor?: string | null; limit?: number }, signal?: AbortSignal) => get<PageOf<Key>>('/api/keys', query, signal),
  createKey: (key: NewKey) => call<MadeKey>('POST', '/api/keys', key),
  revokeKey: (id: string) => call<null>('DELETE', `/api/keys/${id}`),

  privacy: () => get<PublicTexts>('/api/privacy'),
  changePrivacy: (changes: PublicTextsChange) => call<PublicTexts>('PATCH', '/api/privacy', changes),
  retention: (days: Partial<Record<RetentionKind, number>>) => get<ShownRetention>('/api/retention', days),
  optOuts: (query: { q?: string | undefined; cursor?: string | null; limit?: number }, signal?: AbortSignal) =>
    get<PageOf<OptOut>>('/api/opt-outs', query, signal),
  addOptOut: (optOut: NewOptOut) => call<{ changed: number }>('POST', '/api/opt-outs', optOut),
  undoOptOut: (id: string, reason: string) => call<{ changed: number }>('POST', `/api/opt-outs/${id}/undo`, { reason }),
  contacts: (query: { q?: string | undefined; conditions?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<Contact>>('/api/contacts', query, signal),
  mail: () => get<MailState>('/api/mail'),
  testMail: (to: string | null) => call<MailTestResult>('POST', '/api/mail/test', to === null ? {} : { to }),

  accounts: () => everyRow((page) => get<PageOf<Account>>('/api/accounts', page)),
  connectAccount: (account: NewAccount) => call<Account>('POST', '/api/accounts', account),
  connectSimulated: () => call<Account>('POST', '/api/accounts/simulated', {}),
  reviveSimulated: (accountId: string) => call<Account>('POST', '/api/accounts/simulated', { accountId }),
  changeAccount: (id: string, changes: AccountChange) => call<Account>('PATCH', `/api/accounts/${id}`, changes),
  removeAccount: (id: string) => call<unknown>('DELETE', `/api/accounts/${id}`),
  entryPoints: (accountId: string) => get<ShownEntryPoints>(`/api/accounts/${accountId}/entry-points`),
  setEntryPoints: (accountId: string, body: EntryPointsInput) =>
    call<ShownEntryPoints>('PUT', `/api/accounts/${accountId}/entry-points`, body),
  businessProfile: (accountId: string) => get<ShownBusinessProfile>(`/api/accounts/${accountId}/profile`),
  changeBusinessProfile: (accountId: string, body: BusinessProfileChange) =>
    call<ShownBusinessProfile>('PATCH', `/api/accounts/${accountId}/profile`, body),
  templates: (query: TemplateQuery, signal?: AbortSignal) => get<TemplateList>('/api/templates', query, signal),
  template: (id: string) => get<ShownTemplate>(`/api/templates/${id}`),
  syncTemplates: (accountId: string) => call<{ queued: true }>('POST', '/api/templates/sync', { accountId }),
  createTemplate: (accountId: string, template: NewTemplateInput) =>
    call<ShownTemplate>('POST', address('/api/templates', { accountId }), template),
  changeTemplate: (id: string, template: NewTemplateInput) => call<ShownTemplate>('PUT', `/api/templates/${id}`, template),
  /** A file of the account, to be sent or to show a reviewer. */
  uploadMedia: (accountId: string, file: File) => {
    const form = new FormData()
    // The server reads the form from its beginning: the account comes first.
    form.append('accountId', accountId)
    form.append('file', file, file.name)
    return call<ShownMedia>('POST', '/api/media', form)
  },
  submitTemplate: (id: string) => call<ShownTemplate>('POST', `/api/templates/${id}/submit`),
  moveTemplate: (id: string, verb: 'unpause' | 'archive' | 'unarchive') => call<ShownTemplate>('POST', `/api/templates/${id}/${verb}`),
  removeTemplate: (id: string) => call<null>('DELETE', `/api/templates/${id}`),
  missedEvents: (accountId: string) => get<MissedEvents>(`/api/accounts/${accountId}/missed-events`),
  checkEvents: (accountId: string) => call<{ queued: true }>('POST', `/api/accounts/${accountId}/missed-events`, {}),
  doctor: () => get<DoctorRuns>('/api/doctor'),
  reviewKit: () => get<ShownKit>('/api/review-kit'),
  addTestLogin: () => call<NewLogin>('POST', '/api/test-logins', {}),
  removeTestLogin: (id: string) => call<null>('DELETE', `/api/test-logins/${id}`),
  runDoctor: () => call<{ queued: number }>('POST', '/api/doctor/run', {}),
  leadForms: (accountId: string) => get<PageOf<LeadForm>>(address(`/api/accounts/${accountId}/lead-forms`, { limit: 200 })),
  leadAlerts: () => get<{ data: LeadAlert[] }>('/api/lead-alerts'),
  readLeadsBack: (accountId: string, body: { since?: string }) =>
    call<{ queued: true }>('POST', `/api/accounts/${accountId}/lead-forms/backfill`, body),
  saveLeadMapping: (accountId: string, formId: string, body: MappingInput) =>
    call<LeadForm>('PUT', `/api/accounts/${accountId}/lead-forms/${formId}/mapping`, body),
  previewLeadMapping: (accountId: string, formId: string, body: MappingInput) =>
    call<Preview>('POST', `/api/accounts/${accountId}/lead-forms/${formId}/preview`, body),
  channels: () => get<{ data: ShownChannel[] }>('/api/channels'),
  media: (accountId: string) => get<{ data: Medium[] }>(`/api/accounts/${accountId}/media`),

  logins: () => get<{ data: ShownLogin[] }>('/api/logins'),
  connections: () => get<PageOf<Connection>>('/api/connections?limit=200'),
  offers: (connectionId: string) => get<OfferList>(`/api/connections/${connectionId}/offers`),
  connectOffers: (connectionId: string, accounts: { channel: string; externalId: string; pin?: string }[]) =>
    call<Chosen>('POST', `/api/connections/${connectionId}/accounts`, { accounts }),
  disconnectAccount: (id: string) => call<DisconnectedAccount>('POST', `/api/accounts/${id}/disconnect`),
  automationsOf: (accountId: string) => everyRow((page) => get<PageOf<AutomationAnswer>>('/api/automations', { ...page, accountId })),
  automations: (query: { accountId?: string | null; q?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<AutomationAnswer>>('/api/automations', query, signal),
  everyAutomation: () => everyRow((page) => get<PageOf<AutomationAnswer>>('/api/automations', page)),
  automation: (id: string) => get<AutomationAnswer>(`/api/automations/${id}`),
  createAutomation: (automation: NewAutomation) => call<AutomationAnswer>('POST', '/api/automations', automation),
  replaceAutomation: (id: string, automation: { name: string; definition: Definition; is_active?: boolean; version?: number }) =>
    call<AutomationAnswer>('PUT', `/api/automations/${id}`, automation),
  publishAutomation: (id: string) => call<AutomationAnswer>('POST', `/api/automations/${id}/publish`, {}),
  switchAutomation: (id: string, isActive: boolean) => call<AutomationAnswer>('PATCH', `/api/automations/${id}`, { is_active: isActive }),
  removeAutomation: (id: string, leaving = false) => call<unknown>('DELETE', `/api/automations/${id}`, undefined, undefined, leaving),
  lint: (definition: Definition, accountId: string | null, automationId: string | null, signal?: AbortSignal) =>
    call<{ problems: Finding[] }>(
      'POST',
      '/api/automations/lint',
      { ...(accountId ? { accountId } : {}), ...(automationId ? { automationId } : {}), definition },
      signal,
    ),
  lintSaved: (id: string) => call<{ problems: Finding[] }>('POST', `/api/automations/${id}/lint`, {}),
  order: (accountId: string) => get<Order>('/api/automations/order', { accountId }),
  moveAutomation: (id: string, to: { before: string } | { after: string }) => call<Order>('POST', `/api/automations/${id}/move`, to),

  events: (
    query: {
      accountId?: string | null
      kind?: string
      outcome?: string
      missed?: string
      q?: string
      since?: string
      limit?: number
      cursor?: string | null
    },
    signal?: AbortSignal,
  ) => get<PageOf<EventItem>>('/api/events', query, signal),
  trace: (eventId: string) => get<Trace>(`/api/events/${eventId}/trace`),
  leads: (query: LeadQuery & { sort?: 'newest' | 'oldest'; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<Lead>>('/api/leads', query, signal),
  leadTotal: (query: LeadQuery, signal?: AbortSignal) => get<Total>('/api/leads/total', query, signal),
  leadOrigins: () => get<Origins>('/api/leads/origins'),
  originChoices: (of: ChosenOf, q: string, signal?: AbortSignal) => get<Choices>(`/api/leads/origins/${of}`, { q }, signal),
  originNames: (of: ChosenOf, ids: readonly string[], signal?: AbortSignal) =>
    get<Choices>(`/api/leads/origins/${of}?${new URLSearchParams(ids.map((id) => ['id', id]))}`, {}, signal),
  lead: (id: string) => get<WholeLead>(`/api/leads/${id}`),
  changeLeads: (what: BulkInput) => call<BulkDone>('POST', '/api/leads/bulk', what),
  download,
  exportAddress: (query: LeadQuery, format: string) => address('/api/leads/export', { ...query, format }),
  dms: (query: { q?: string; status?: string; provider?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<DmLog>>('/api/dm/logs', query, signal),
  sendDm: (dm: { leadId: string; provider: string; message: string }, key: string) =>
    call<unknown>('POST', '/api/dm/send', dm, undefined, false, { 'idempotency-key': key }),
  retryDm: (leadId: string) => call<unknown>('POST', `/api/dm/retry/${leadId}`, {}),
  dmsOfLead: (leadId: string) => get<PageOf<DmLog>>('/api/dm/logs', { leadId, limit: 50 }),
  leadsOfForm: (formId: string, page: { limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<Lead>>('/api/leads', { formId, ...page }, signal),
  forms: (page: { limit?: number; cursor?: string | null }, signal?: AbortSignal) => get<PageOf<Form>>('/api/forms', page, signal),
  form: (id: string) => get<Form>(`/api/forms/${id}`),
  previewForm: (form: PreviewInput, signal?: AbortSignal) => call<FormPages>('POST', '/api/forms/preview', form, signal),
  createForm: (form: NewForm) => call<Form>('POST', '/api/forms', form),
  changeForm: (id: string, changes: FormChange) => call<Form>('PATCH', `/api/forms/${id}`, changes),
  removeForm: (id: string) => call<unknown>('DELETE', `/api/forms/${id}`),
  contact: (id: string) => get<Contact>(`/api/contacts/${id}`),
  addContact: (contact: NewContact) => call<Contact>('POST', '/api/contacts', contact),
  changeContact: (id: string, change: ContactChange) => call<Contact>('PATCH', `/api/contacts/${id}`, change),
  contactNotes: (id: string, page: { cursor?: string | null }) =>
    get<PageOf<ContactNote>>(`/api/contacts/${id}/notes`, { ...page, limit: 20 }),
  addContactNote: (id: string, text: string) => call<ContactNote>('POST', `/api/contacts/${id}/notes`, { text }),
  removeContactNote: (id: string, noteId: string) => call<null>('DELETE', `/api/contacts/${id}/notes/${noteId}`),
  contactHistory: (id: string, page: { cursor?: string | null }) =>
    get<PageOf<ContactTimelineItem>>(`/api/contacts/${id}/timeline`, { ...page, limit: 20 }),
  mergeContact: (id: string, intoId: string) => call<Contact>('POST', `/api/contacts/${id}/merge`, { intoId }),
  unmergeContact: (id: string, mergeId?: string) => call<Contact>('POST', `/api/contacts/${id}/unmerge`, mergeId ? { mergeId } : {}),
  removeContact: (id: string) => call<null>('DELETE', `/api/contacts/${id}`),
  /** Part by part, since a count of many takes a while. */
  async countContacts(query: { q?: string | undefined; conditions?: string }, signal?: AbortSignal): Promise<number> {
    let people = 0
    for (let cursor: string | null = null; ;) {
      const part: ContactCount = await get<ContactCount>('/api/contacts/count', { ...query, cursor }, signal)
      people += part.people
      if (part.nextCursor === null) return people
      cursor = part.nextCursor
    }
  },
  segments: () => everyRow((page) => get<PageOf<Segment>>('/api/segments', page)),
  createSegment: (segment: NewSegment) => call<Segment>('POST', '/api/segments', segment),
  changeSegment: (id: string, change: SegmentChange) => call<Segment>('PATCH', `/api/segments/${id}`, change),
  removeSegment: (id: string) => call<null>('DELETE', `/api/segments/${id}`),
  bulkActions: () => get<PageOf<ShownBulkAction>>('/api/bulk-actions', { limit: 10 }),
  startBulkAction: (what: NewBulkAction) => call<ShownBulkAction>('POST', '/api/contacts/bulk', what),
  cancelBulkAction: (id: string) => call<ShownBulkAction>('POST', `/api/bulk-actions/${id}/cancel`, {}),
  createField: (field: NewField) => call<Field>('POST', '/api/contact-fields', field),
  changeField: (id: string, change: FieldChange) => call<Field>('PATCH', `/api/contact-fields/${id}`, change),
  removeField: (id: string) => call<null>('DELETE', `/api/contact-fields/${id}`),
  previewImport: (file: File, mapping: Record<string, string> | null, options: GivenOptions) =>
    call<ImportPreview>('POST', '/api/contacts/import/preview', importForm(file, mapping, options, previewedBytes)),
  startImport: (file: File, mapping: Record<string, string>, options: GivenOptions) =>
    call<{ importId: string }>('POST', '/api/contacts/import', importForm(file, mapping, options)),
  imports: () => get<PageOf<ShownImport>>('/api/imports', { limit: 20 }),
  cancelImport: (id: string) => call<ShownImport>('POST', `/api/imports/${id}/cancel`, {}),
  deleteImport: (id: string) => call<null>('DELETE', `/api/imports/${id}`),
  contactFields: () => get<{ data: Field[] }>('/api/contact-fields'),
  consents: (id: string) => get<{ data: ShownConsent[] }>(`/api/contacts/${id}/consents`),
  conversationsOf: (contactId: string) => get<PageOf<Conversation>>('/api/conversations', { contactId, limit: 50 }),
  eraseContact: (id: string) => call<null>('POST', `/api/contacts/${id}/erase`),
  conversation: (id: string) => get<Conversation>(`/api/conversations/${id}`),
  conversations: (query: Record<string, string | number | null | undefined>, signal?: AbortSignal) =>
    get<PageOf<Conversation>>('/api/conversations', query, signal),
  unreadConversations: () => get<{ count: number }>('/api/conversations/unread'),
  changeConversation: (id: string, input: ConversationInput) => call<Conversation>('PATCH', `/api/conversations/${id}`, input),
  readConversation: (id: string) => call<null>('POST', `/api/conversations/${id}/read`, {}),
  /** `leaving`: the page may close meanwhile. */
  viewConversation: (id: string, viewing: { typing?: boolean; left?: boolean }, leaving = false) =>
    call<Viewers>('POST', `/api/conversations/${id}/viewing`, viewing, undefined, leaving),
  timeline: (id: string, page: { cursor: string | null; limit: number }, signal?: AbortSignal) =>
    get<PageOf<TimelineItem>>(`/api/conversations/${id}/timeline`, page, signal),
  addNote: (id: string, text: string) => call<Note>('POST', `/api/conversations/${id}/notes`, { text }),
  assignees: (accountId: string) => get<{ data: Teammate[] }>('/api/conversations/assignees', { accountId }),
  cannedReplies: () => everyRow((page) => get<PageOf<CannedReply>>('/api/canned-replies', page)),
  createCannedReply: (reply: NewCannedReply) => call<CannedReply>('POST', '/api/canned-replies', reply),
  removeCannedReply: (id: string) => call<null>('DELETE', `/api/canned-replies/${id}`),
  changeComment: (eventId: string, change: CommentChange) => call<ShownCommentState>('PATCH', `/api/comments/${eventId}`, change),
  deleteComment: (eventId: string) => call<ShownCommentState>('DELETE', `/api/comments/${eventId}`),
  sendMessage: (message: SentMessage) => call<{ id: string }>('POST', '/api/messages', message),
  tagContact: (id: string, changes: { add: string[]; remove: string[] }) => call<Contact>('POST', `/api/contacts/${id}/tags`, changes),
  tags: () => everyRow((page) => get<PageOf<Tag>>('/api/tags', page)),
  tagList: (query: { q?: string | undefined; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<Tag>>('/api/tags', query, signal),
  createTag: (tag: NewTag) => call<Tag>('POST', '/api/tags', tag),
  changeTag: (id: string, changes: TagChange) => call<Tag>('PATCH', `/api/tags/${id}`, changes),
  removeTag: (id: string) => call<unknown>('DELETE', `/api/tags/${id}`),
  queue: () => get<Queue>('/api/queue'),
  resumeKind: (id: string, kind: MessageKind) => call<Account>('POST', `/api/accounts/${id}/resume`, { kind }),
  closeBreaker: (accountId: string) => call<{ closed: boolean }>('POST', `/api/queue/breakers/${accountId}/close`, {}),
  deadLetters: (query: DeadFilter & { limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<DeadLetter>>('/api/dead-letters', query, signal),
  deadReasons: (query: DeadFilter) => get<{ data: DeadReason[] }>('/api/dead-letters/reasons', query),
  replayDead: (which: DeadChoice) => call<{ replayed: number }>('POST', '/api/dead-letters/replay', which),
  closeDead: (which: DeadChoice, outcome: ClosedOutcome) =>
    call<{ closed: number }>('POST', '/api/dead-letters/close', { ...which, outcome }),
  jobs: (query: { state?: ShownJob['state'] | undefined; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<PageOf<ShownJob>>('/api/jobs', query, signal),
  retryJobs: (which: { ids: string[] } | { all: true }) => call<{ retried: number }>('POST', '/api/jobs/retry', which),
  discardJobs: (which: { ids: string[] } | { all: true }) => call<{ discarded: number }>('POST', '/api/jobs/discard', which),
  instanceOverview: () => get<Overview>('/api/admin/overview', { scope: 'instance' }),
  stats: (days: number) => get<Stats>('/api/stats', { days }),
}
