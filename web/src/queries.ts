import { infiniteQueryOptions, keepPreviousData, QueryCache, QueryClient, queryOptions, type InfiniteData } from '@tanstack/react-query'
import type { Account } from '../../server/accounts/accounts.schemas.ts'
import type { ShownDelivery } from '../../server/endpoints/endpoints.schemas.ts'
import type { ChosenOf } from '../../server/model/lead.ts'
import type { PageOf } from '../../server/model/page.ts'
import type { LeadQuery } from '../../server/leads/leads.schemas.ts'
import type { DeadFilter } from '../../server/outbox/deadLetters.schemas.ts'
import type { AuditWhich } from '../../server/admin/audit.schemas.ts'
import type { RetentionKind } from '../../server/model/retention.ts'
import { api } from './api.ts'
import { ApiError } from './callApi.ts'
import { endSession } from './session.ts'

const deliveriesEveryMs = 5_000
const pendingEveryMs = 1_000
/** Soon while one is about to be attempted, such as a test. */
const soonWhilePending = ({ state }: { state: { data: InfiniteData<PageOf<ShownDelivery>> | undefined } }) =>
  state.data?.pages.some(({ data }) => data.some((one) => one.status === 'PENDING')) ? pendingEveryMs : deliveriesEveryMs

/** The queries of the pages and their keys. stream.ts maps the topics of /api/stream to the first word of a key. */
export const queries = {
  setup: queryOptions({ queryKey: ['setup'], queryFn: api.setup, staleTime: 60_000 }),
  me: queryOptions({ queryKey: ['me'], queryFn: api.me, staleTime: 300_000 }),
  sessions: queryOptions({ queryKey: ['me', 'sessions'], queryFn: api.sessions }),
  passwordLink: (link: string) =>
    queryOptions({ queryKey: ['passwordLink', link], queryFn: () => api.passwordLink(link), retry: false, staleTime: Infinity }),
  openInvitation: (link: string) =>
    queryOptions({ queryKey: ['openInvitation', link], queryFn: () => api.openInvitation(link), retry: false }),
  members: infiniteQueryOptions({
    queryKey: ['team', 'members'],
    queryFn: ({ pageParam, signal }) => api.members({ cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  }),
  invitations: queryOptions({ queryKey: ['team', 'invitations'], queryFn: api.invitations }),
  workspaces: queryOptions({ queryKey: ['workspaces'], queryFn: api.workspaces, staleTime: 60_000 }),
  everyWorkspace: infiniteQueryOptions({
    queryKey: ['workspaces', 'all'],
    queryFn: ({ pageParam, signal }) => api.everyWorkspace({ cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  }),
  users: (q: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['users', q],
      queryFn: ({ pageParam, signal }) => api.users({ q, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  signInWays: queryOptions({ queryKey: ['signInWays'], queryFn: api.signInWays, staleTime: 300_000 }),
  linkedLogins: queryOptions({ queryKey: ['me', 'logins'], queryFn: api.linkedLogins }),
  // Deliveries end without an event that names them: what shows them is read again every few seconds.
  endpoints: infiniteQueryOptions({
    queryKey: ['endpoints', 'list'],
    refetchInterval: deliveriesEveryMs,
    queryFn: ({ pageParam, signal }) => api.endpoints({ cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  }),
  endpoint: (id: string) =>
    queryOptions({ queryKey: ['endpoints', id], queryFn: () => api.endpoint(id), refetchInterval: deliveriesEveryMs }),
  /** To choose from. */
  someEndpoints: queryOptions({ queryKey: ['endpoints', 'some'], queryFn: () => api.endpoints({ limit: 200 }), staleTime: 10_000 }),
  troubledEndpoints: queryOptions({
    queryKey: ['troubledEndpoints'],
    queryFn: () => api.endpoints({ limit: 200 }),
    refetchInterval: 20_000,
  }),
  deliveries: (endpointId: string, status: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['deliveries', endpointId, status],
      refetchInterval: soonWhilePending,
      queryFn: ({ pageParam, signal }) => api.deliveries({ endpointId, status, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  audit: (filter: AuditWhich) =>
    infiniteQueryOptions({
      queryKey: ['audit', filter],
      queryFn: ({ pageParam, signal }) => api.audit({ ...filter, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  auditChoices: queryOptions({ queryKey: ['audit', 'choices'], queryFn: api.auditChoices, staleTime: 30_000 }),
  keys: infiniteQueryOptions({
    queryKey: ['keys'],
    queryFn: ({ pageParam, signal }) => api.keys({ cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  }),
  privacy: queryOptions({ queryKey: ['privacy'], queryFn: api.privacy }),
  mail: queryOptions({ queryKey: ['mail'], queryFn: api.mail, staleTime: 300_000 }),
  accounts: queryOptions({ queryKey: ['accounts'], queryFn: api.accounts }),
  logins: queryOptions({ queryKey: ['logins'], queryFn: api.logins, staleTime: 60_000 }),
  connections: queryOptions({ queryKey: ['accounts', 'connections'], queryFn: api.connections, staleTime: 60_000 }),
  offers: (connectionId: string) =>
    queryOptions({ queryKey: ['offers', connectionId], queryFn: () => api.offers(connectionId), retry: false, staleTime: 60_000 }),
  automationsOf: (accountId: string) =>
    queryOptions({ queryKey: ['automations', 'of', accountId], queryFn: () => api.automationsOf(accountId) }),
  channels: queryOptions({ queryKey: ['channels'], queryFn: api.channels, staleTime: Infinity }),
  // While leads are read back, their number grows.
  leadForms: (accountId: string) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'leadForms'],
      queryFn: () => api.leadForms(accountId),
      refetchInterval: (query) => (query.state.data?.data.some((form) => form.isReading) ? 2_000 : 20_000),
    }),
  reviewKit: queryOptions({ queryKey: ['accounts', 'reviewKit'], queryFn: api.reviewKit }),
  // While checks run, their progress is shown.
  doctor: queryOptions({
    queryKey: ['accounts', 'doctor'],
    queryFn: api.doctor,
    refetchInterval: (query) => (query.state.data?.isRunning ? 1_000 : false),
  }),
  entryPoints: (accountId: string) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'entryPoints'],
      queryFn: () => api.entryPoints(accountId),
      refetchOnWindowFocus: false,
    }),
  businessProfile: (accountId: string) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'profile'],
      queryFn: () => api.businessProfile(accountId),
      refetchOnWindowFocus: false,
    }),
  templates: (accountId: string | null, filter: { q: string | undefined; status: string | undefined }) =>
    infiniteQueryOptions({
      queryKey: ['accounts', accountId, 'templates', filter],
      queryFn: ({ pageParam, signal }) => api.templates({ accountId: accountId ?? '', ...filter, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      enabled: accountId !== null,
    }),
  /** For choosing one; those that are not shown are found on their page. */
  approvedTemplates: (accountId: string) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'approvedTemplates'],
      queryFn: () => api.templates({ accountId, status: 'approved', limit: 200 }),
      staleTime: 30_000,
    }),
  /** How the last reading of templates went, and their limits. */
  templateFacts: (accountId: string | null) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'templateFacts'],
      queryFn: () => api.templates({ accountId: accountId ?? '', limit: 1 }),
      enabled: accountId !== null,
    }),
  template: (id: string) => queryOptions({ queryKey: ['accounts', 'template', id], queryFn: () => api.template(id) }),
  missedEvents: (accountId: string) =>
    queryOptions({
      queryKey: ['accounts', accountId, 'missedEvents'],
      queryFn: () => api.missedEvents(accountId),
      refetchInterval: (query) => (query.state.data?.isChecking ? 2_000 : 60_000),
    }),
  leadAlerts: queryOptions({ queryKey: ['accounts', 'leadAlerts'], queryFn: api.leadAlerts, staleTime: 30_000 }),
  mappingPreview: (accountId: string, formId: string, mapping: Record<string, string>) =>
    queryOptions({
      queryKey: ['leadPreview', accountId, formId, mapping],
      queryFn: () => api.previewLeadMapping(accountId, formId, { mapping }),
      placeholderData: keepPreviousData,
    }),
  /** The posts of an account that has posts. */
  media: (account: Pick<Account, 'id' | 'hasPosts'> | null) =>
    queryOptions({
      queryKey: ['accounts', account?.id ?? null, 'media'],
      queryFn: () => api.media(account?.id ?? ''),
      enabled: account?.hasPosts ?? false,
      staleTime: 60_000,
    }),
  /** Page by page, on request. */
  automations: (accountId: string | null, q: string) =>
    infiniteQueryOptions({
      queryKey: ['automations', 'list', { accountId, q }],
      queryFn: ({ pageParam, signal }) => api.automations({ accountId, ...(q ? { q } : {}), cursor: pageParam }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  everyAutomation: queryOptions({ queryKey: ['automations', 'every'], queryFn: api.everyAutomation }),
  order: (accountId: string) => queryOptions({ queryKey: ['automations', 'order', accountId], queryFn: () => api.order(accountId) }),
  automation: (id: string) => queryOptions({ queryKey: ['automations', id], queryFn: () => api.automation(id) }),
  trace: (eventId: string) => queryOptions({ queryKey: ['events', eventId, 'trace'], queryFn: () => api.trace(eventId) }),
  lead: (id: string) =>
    queryOptions({
      queryKey: ['leads', id],
      queryFn: () => api.lead(id),
      refetchInterval: ({ state }) => (state.data?.deliveries.some(({ completedAt }) => completedAt === null) ? deliveriesEveryMs : false),
    }),
  dmsOfLead: (id: string) => queryOptions({ queryKey: ['leads', id, 'dms'], queryFn: () => api.dmsOfLead(id) }),
  // Counting many takes longer than listing some: not at every change.
  leadTotal: (filter: LeadQuery) =>
    queryOptions({
      queryKey: ['leadTotal', filter],
      queryFn: ({ signal }) => api.leadTotal(filter, signal),
      refetchInterval: 15_000,
      placeholderData: keepPreviousData,
    }),
  leadOrigins: queryOptions({ queryKey: ['leadOrigins'], queryFn: api.leadOrigins, staleTime: 60_000 }),
  originChoices: (of: ChosenOf, q: string) =>
    queryOptions({
      queryKey: ['leadOrigins', of, { q }],
      queryFn: ({ signal }) => api.originChoices(of, q, signal),
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  /** Names for ids that are chosen already, at most 50. */
  originNames: (of: ChosenOf, ids: readonly string[]) =>
    queryOptions({
      queryKey: ['leadOrigins', of, { ids }],
      queryFn: ({ signal }) => api.originNames(of, ids, signal),
      staleTime: 30_000,
      enabled: ids.length > 0,
    }),
  forms: infiniteQueryOptions({
    queryKey: ['forms', 'list'],
    queryFn: ({ pageParam, signal }) => api.forms({ cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  }),
  form: (id: string) => queryOptions({ queryKey: ['forms', id], queryFn: () => api.form(id) }),
  retention: (days: Partial<Record<RetentionKind, number>>) =>
    queryOptions({ queryKey: ['retention', days], queryFn: () => api.retention(days), placeholderData: keepPreviousData }),
  optOuts: (q: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['contacts', 'optOuts', q],
      queryFn: ({ pageParam, signal }) => api.optOuts({ q, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  /** People to choose from. */
  someContacts: (q: string) =>
    queryOptions({
      queryKey: ['contacts', 'some', q],
      queryFn: ({ signal }) => api.contacts({ q: q || undefined, limit: 20 }, signal),
      placeholderData: keepPreviousData,
    }),
  contactCount: (query: { q?: string | undefined; conditions?: string }) =>
    queryOptions({
      queryKey: ['contactCount', query],
      queryFn: ({ signal }) => api.countContacts(query, signal),
      refetchInterval: 30_000,
      placeholderData: keepPreviousData,
    }),
  segments: queryOptions({ queryKey: ['contacts', 'segments'], queryFn: api.segments }),
  bulkActions: queryOptions({
    queryKey: ['contacts', 'bulk'],
    queryFn: api.bulkActions,
    refetchInterval: ({ state }) => (state.data?.data.some(({ status }) => status === 'running') ? pendingEveryMs : false),
  }),
  imports: queryOptions({
    queryKey: ['contacts', 'imports'],
    queryFn: api.imports,
    refetchInterval: ({ state }) => (state.data?.data.some(({ status }) => status === 'running') ? pendingEveryMs : false),
  }),
  contactNotes: (contactId: string) =>
    infiniteQueryOptions({
      queryKey: ['contacts', 'notes', contactId],
      queryFn: ({ pageParam }) => api.contactNotes(contactId, { cursor: pageParam }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  contactHistory: (contactId: string) =>
    infiniteQueryOptions({
      queryKey: ['contacts', 'history', contactId],
      queryFn: ({ pageParam }) => api.contactHistory(contactId, { cursor: pageParam }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  contactFields: queryOptions({ queryKey: ['contacts', 'fields'], queryFn: api.contactFields, staleTime: 60_000 }),
  consents: (contactId: string) => queryOptions({ queryKey: ['contacts', 'consents', contactId], queryFn: () => api.consents(contactId) }),
  threadsOf: (contactId: string) =>
    queryOptions({ queryKey: ['contacts', 'threads', contactId], queryFn: () => api.conversationsOf(contactId) }),
  leadsOfContact: (contactId: string) =>
    queryOptions({ queryKey: ['leads', 'ofContact', contactId], queryFn: () => api.leads({ contactId, limit: 10 }) }),
  contact: (id: string) => queryOptions({ queryKey: ['contacts', id], queryFn: () => api.contact(id) }),
  contactOfConversation: (id: string | null) =>
    queryOptions({
      queryKey: ['contacts', 'of', id],
      queryFn: () => api.conversation(id ?? ''),
      enabled: id !== null,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  conversation: (id: string) => queryOptions({ queryKey: ['conversations', 'one', id], queryFn: () => api.conversation(id) }),
  unreadConversations: queryOptions({ queryKey: ['conversations', 'unread'], queryFn: api.unreadConversations }),
  assignees: (accountId: string) =>
    queryOptions({ queryKey: ['assignees', accountId], queryFn: () => api.assignees(accountId), staleTime: 60_000 }),
  cannedReplies: queryOptions({ queryKey: ['conversations', 'canned'], queryFn: api.cannedReplies, staleTime: 60_000 }),
  /** Page by page; `tags` has all of them, for completing names. */
  tagList: (q: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['contacts', 'tagList', q],
      queryFn: ({ pageParam, signal }) => api.tagList({ q, cursor: pageParam, limit: 50 }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  tags: queryOptions({ queryKey: ['contacts', 'tags'], queryFn: api.tags, staleTime: 60_000 }),
  deadReasons: (filter: DeadFilter) =>
    queryOptions({
      queryKey: ['deadLetters', 'reasons', filter],
      queryFn: () => api.deadReasons(filter),
      placeholderData: keepPreviousData,
    }),
  recentLeads: queryOptions({ queryKey: ['leads', 'recent'], queryFn: () => api.leads({ limit: 5 }) }),
  // The end of the queue comes nearer although nothing changes.
  queue: queryOptions({ queryKey: ['queue'], queryFn: api.queue, refetchInterval: 20_000 }),
  // Of all workspaces: no change of another one is reported to this page.
  instanceOverview: queryOptions({ queryKey: ['instanceOverview'], queryFn: api.instanceOverview, refetchInterval: 10_000 }),
  stats: (days: number) => queryOptions({ queryKey: ['stats', days], queryFn: () => api.stats(days), placeholderData: keepPreviousData }),
}

/**
 * The query client of the pages. Refused requests are not retried; those without a response are, twice.
 * Tells session.ts when the session has ended. Errors: none here; each query has its own.
 */
export const makeQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (trouble, query) => {
        if (trouble instanceof ApiError && trouble.status === 401 && query.queryKey[0] === 'me' && query.state.data) endSession()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A browser that reports being offline may still reach a server on the same machine, and must not wait without a notice.
        networkMode: 'always',
        retry: (failures, trouble) => failures < 2 && !(trouble instanceof ApiError && trouble.status >= 400 && trouble.status < 500),
      },
    },
  })
