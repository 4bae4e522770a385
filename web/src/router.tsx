import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { ApiError } from './callApi.ts'
import { ErrorPage, MissingPage, WholeErrorPage } from './frame/ErrorPage.tsx'
import { loginSearch } from './accounts/loginAddress.ts'
import { readAddress } from './contacts/contactAddress.ts'
import { lazyPage } from './lazyPage.tsx'
import { queries } from './queries.ts'
import { leadKeys, type LeadAddress } from './leads/leadFilter.ts'
import { setupSearch } from './setup/setupSearch.ts'
import { loadPageWords } from './words.ts'
import { templateNames, type TemplateName } from './automations/templateNames.ts'

/** Every page with its address, its search parameters, and who may see it. Each page is loaded when it is first opened. */
type Context = { client: QueryClient }
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
/** The router reads the words `true` and `false` of an address as switches. */
const flag = (value: unknown) =>
  [true, 'true'].includes(value as string) ? 'true' : [false, 'false'].includes(value as string) ? 'false' : undefined
const defined = <T extends Record<string, unknown>>(search: T) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }

const signedIn = async (client: QueryClient) => {
  try {
    return await client.ensureQueryData(queries.me)
  } catch (trouble) {
    // Who belongs to no workspace has nothing to see: the sign-in page says so.
    if (trouble instanceof ApiError && (trouble.status === 401 || trouble.code === 'no_workspace')) return null
    throw trouble
  }
}

/** A page whose texts are not among those that are loaded first. */
const page = <Name extends string, Props extends object>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name) =>
  lazyPage(() => Promise.all([load(), loadPageWords()]).then(([loaded]) => loaded), name)

const root = createRootRouteWithContext<Context>()({ component: Outlet, errorComponent: WholeErrorPage, notFoundComponent: MissingPage })

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: setupSearch,
  beforeLoad: async ({ context: { client }, search }) => {
    const { ownerExists } = await client.ensureQueryData(queries.setup)
    if (!ownerExists && search.step) throw redirect({ to: '/setup', search: {} })
    if (!ownerExists) return
    if (!(await signedIn(client))) throw redirect({ to: '/sign-in', search: {} })
    if (!search.step) throw redirect({ to: '/setup', search: { step: 'goal' } })
  },
  component: page(() => import('./setup/SetupPage.tsx'), 'SetupPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ to: text(search['to']), error: text(search['error']), login: text(search['login']), code: text(search['code']) }),
  beforeLoad: async ({ context: { client } }) => {
    if (!(await client.ensureQueryData(queries.setup)).ownerExists) throw redirect({ to: '/setup', search: {} })
    if (await signedIn(client)) throw redirect({ to: '/' })
  },
  component: lazyPage(() => import('./identity/SignInPage.tsx'), 'SignInPage'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: page(() => import('./identity/ForgotPage.tsx'), 'ForgotPage'),
})
const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password/$resetLink',
  component: page(() => import('./identity/NewPasswordPage.tsx'), 'NewPasswordPage'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invite/$invitationLink',
  component: page(() => import('./team/InvitePage.tsx'), 'InvitePage'),
})

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ context: { client }, location }) => {
    const { ownerExists } = await client.ensureQueryData(queries.setup)
    if (ownerExists && (await signedIn(client))) return
    throw ownerExists
      ? redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
      : redirect({ to: '/setup', search: {} })
  },
  // Requested while its script loads. The root handles its errors: without it there is no frame around a page.
  loader: ({ context: { client } }) => client.ensureQueryData(queries.accounts).then(() => null),
  staleTime: Infinity,
  errorComponent: WholeErrorPage,
  component: lazyPage(() => import('./frame/Frame.tsx'), 'Frame'),
})

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyPage(() => import('./home/HomePage.tsx'), 'HomePage'),
})

const automations = createRoute({
  getParentRoute: () => frame,
  path: '/automations',
  component: page(() => import('./automations/AutomationsPage.tsx'), 'AutomationsPage'),
})
const newAutomation = createRoute({
  getParentRoute: () => automations,
  path: 'new',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ template: templateNames.find((name): name is TemplateName => name === search['template']) }),
  component: page(() => import('./automations/NewAutomation.tsx'), 'NewAutomation'),
})
const automationOrder = createRoute({
  getParentRoute: () => automations,
  path: 'order',
  component: page(() => import('./automations/OrderDrawer.tsx'), 'OrderDrawer'),
})
const automation = createRoute({
  getParentRoute: () => automations,
  path: '$automationId',
  component: page(() => import('./automations/OpenAutomation.tsx'), 'OpenAutomation'),
})

const activity = createRoute({
  getParentRoute: () => frame,
  path: '/activity',
  validateSearch: (search: Record<string, unknown>) =>
    defined({
      event: text(search['event']),
      kind: text(search['kind']),
      outcome: text(search['outcome']),
      missed: flag(search['missed']),
      q: text(search['q']),
    }),
  component: page(() => import('./activity/ActivityPage.tsx'), 'ActivityPage'),
})

const inbox = createRoute({
  getParentRoute: () => frame,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>) =>
    defined({
      whose: (['unassigned', 'mine'] as const).find((one) => one === search['whose']),
      closed: flag(search['closed']) === 'true' ? ('true' as const) : undefined,
      channel: text(search['channel']),
      q: text(search['q']),
    }),
  component: page(() => import('./inbox/InboxPage.tsx'), 'InboxPage'),
})
const conversation = createRoute({
  getParentRoute: () => inbox,
  path: '$conversationId',
  component: page(() => import('./inbox/ConversationPage.tsx'), 'ConversationPage'),
})

const unsent = createRoute({
  getParentRoute: () => frame,
  path: '/activity/unsent',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ event: text(search['event']), state: text(search['state']), code: text(search['code']) }),
  component: page(() => import('./deadletters/DeadLettersPage.tsx'), 'DeadLettersPage'),
})

const jobs = createRoute({
  getParentRoute: () => frame,
  path: '/activity/jobs',
  validateSearch: (search: Record<string, unknown>) => defined({ state: text(search['state']) }),
  component: page(() => import('./jobs/JobsPage.tsx'), 'JobsPage'),
})

const leads = createRoute({
  getParentRoute: () => frame,
  path: '/leads',
  validateSearch: (search: Record<string, unknown>) => ({
    ...defined({ lead: text(search['lead']) }),
    ...(Object.fromEntries(leadKeys.map((key) => [key, text(search[key])] as const).filter(([, value]) => value)) as LeadAddress),
  }),
  // The former address of one lead, which emails and bookmarks have.
  beforeLoad: ({ search: { lead, ...search } }) => {
    if (lead) throw redirect({ to: '/leads/$leadId', params: { leadId: lead }, search, replace: true })
  },
  component: page(() => import('./leads/LeadsPage.tsx'), 'LeadsPage'),
})
const lead = createRoute({
  getParentRoute: () => leads,
  path: '$leadId',
  component: page(() => import('./leads/LeadDrawer.tsx'), 'LeadDrawer'),
})

const contacts = createRoute({
  getParentRoute: () => frame,
  path: '/contacts',
  validateSearch: ({ q, segment, filter }: Record<string, unknown>) =>
    defined({ q: text(q), segment: text(segment), filter: readAddress(filter) }),
  component: page(() => import('./contacts/ContactsPage.tsx'), 'ContactsPage'),
})
const newContact = createRoute({
  getParentRoute: () => contacts,
  path: 'new',
  component: page(() => import('./contacts/NewContact.tsx'), 'NewContact'),
})
const contactImport = createRoute({
  getParentRoute: () => frame,
  path: '/contacts/import',
  component: page(() => import('./contacts/ImportPage.tsx'), 'ImportPage'),
})
const contact = createRoute({
  getParentRoute: () => frame,
  path: '/contacts/$contactId',
  component: page(() => import('./contacts/ContactPage.tsx'), 'ContactPage'),
})

const forms = createRoute({
  getParentRoute: () => frame,
  path: '/leads/forms',
  component: page(() => import('./forms/FormsPage.tsx'), 'FormsPage'),
})
const newForm = createRoute({
  getParentRoute: () => forms,
  path: 'new',
  component: page(() => import('./forms/FormDrawer.tsx'), 'NewForm'),
})
const form = createRoute({
  getParentRoute: () => forms,
  path: '$formId',
  validateSearch: (search: Record<string, unknown>) => defined({ show: search['show'] === 'leads' ? ('leads' as const) : undefined }),
  component: page(() => import('./forms/FormDrawer.tsx'), 'OpenForm'),
})

const dms = createRoute({
  getParentRoute: () => frame,
  path: '/leads/dms',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ q: text(search['q']), status: text(search['status']), channel: text(search['channel']) }),
  component: page(() => import('./dms/DmsPage.tsx'), 'DmsPage'),
})

const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  validateSearch: loginSearch,
  component: page(() => import('./accounts/ChannelsPage.tsx'), 'ChannelsPage'),
})

const doctor = createRoute({
  getParentRoute: () => frame,
  path: '/settings/doctor',
  component: page(() => import('./doctor/DoctorPage.tsx'), 'DoctorPage'),
})

const review = createRoute({
  getParentRoute: () => frame,
  path: '/settings/review',
  component: page(() => import('./doctor/ReviewPage.tsx'), 'ReviewPage'),
})

const admin = createRoute({
  getParentRoute: () => frame,
  path: '/settings/admin',
  component: page(() => import('./admin/AdminPage.tsx'), 'AdminPage'),
})

const users = createRoute({
  getParentRoute: () => frame,
  path: '/settings/admin/people',
  validateSearch: (search: Record<string, unknown>) => defined({ q: text(search['q']) }),
  component: page(() => import('./admin/UsersPage.tsx'), 'UsersPage'),
})

const workspaces = createRoute({
  getParentRoute: () => frame,
  path: '/settings/admin/workspaces',
  component: page(() => import('./admin/WorkspacesPage.tsx'), 'WorkspacesPage'),
})

const team = createRoute({
  getParentRoute: () => frame,
  path: '/settings/team',
  component: page(() => import('./team/TeamPage.tsx'), 'TeamPage'),
})

const profile = createRoute({
  getParentRoute: () => frame,
  path: '/settings/profile',
  validateSearch: (search: Record<string, unknown>) => defined({ error: text(search['error']), linked: text(search['linked']) }),
  component: page(() => import('./profile/ProfilePage.tsx'), 'ProfilePage'),
})

const templates = createRoute({
  getParentRoute: () => frame,
  path: '/settings/templates',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ account: text(search['account']), q: text(search['q']), status: text(search['status']) }),
  component: page(() => import('./templates/TemplatesPage.tsx'), 'TemplatesPage'),
})
const newTemplate = createRoute({
  getParentRoute: () => templates,
  path: 'new',
  component: page(() => import('./templates/TemplateDrawer.tsx'), 'NewTemplate'),
})
const template = createRoute({
  getParentRoute: () => templates,
  path: '$templateId',
  component: page(() => import('./templates/TemplateDrawer.tsx'), 'OpenTemplate'),
})

const tags = createRoute({
  getParentRoute: () => frame,
  path: '/settings/tags',
  validateSearch: (search: Record<string, unknown>) => defined({ q: text(search['q']) }),
  component: page(() => import('./contacts/TagsPage.tsx'), 'TagsPage'),
})

const contactFields = createRoute({
  getParentRoute: () => frame,
  path: '/settings/contact-fields',
  component: page(() => import('./contacts/FieldsPage.tsx'), 'FieldsPage'),
})

const privacy = createRoute({
  getParentRoute: () => frame,
  path: '/settings/privacy',
  component: page(() => import('./privacy/PrivacyPage.tsx'), 'PrivacyPage'),
})
const optOuts = createRoute({
  getParentRoute: () => frame,
  path: '/settings/privacy/opt-outs',
  validateSearch: (search: Record<string, unknown>) => defined({ q: text(search['q']) }),
  component: page(() => import('./privacy/OptOutsPage.tsx'), 'OptOutsPage'),
})

const keys = createRoute({
  getParentRoute: () => frame,
  path: '/settings/keys',
  component: page(() => import('./keys/KeysPage.tsx'), 'KeysPage'),
})

const audit = createRoute({
  getParentRoute: () => frame,
  path: '/settings/audit',
  validateSearch: (search: Record<string, unknown>) =>
    defined({
      who: text(search['who']),
      what: text(search['what']),
      days: text(search['days']),
      from: text(search['from']),
      to: text(search['to']),
    }),
  component: page(() => import('./audit/AuditPage.tsx'), 'AuditPage'),
})

const endpoints = createRoute({
  getParentRoute: () => frame,
  path: '/settings/endpoints',
  component: page(() => import('./endpoints/EndpointsPage.tsx'), 'EndpointsPage'),
})
const endpoint = createRoute({
  getParentRoute: () => frame,
  path: '/settings/endpoints/$endpointId',
  validateSearch: (search: Record<string, unknown>) => defined({ status: text(search['status']) }),
  component: page(() => import('./endpoints/EndpointPage.tsx'), 'EndpointPage'),
})

const routes = root.addChildren([
  setup,
  signIn,
  forgot,
  newPassword,
  invitation,
  frame.addChildren([
    home,
    automations.addChildren([newAutomation, automationOrder, automation]),
    inbox.addChildren([conversation]),
    activity,
    unsent,
    jobs,
    contacts.addChildren([newContact]),
    contactImport,
    contact,
    leads.addChildren([lead]),
    forms.addChildren([newForm, form]),
    dms,
    settings,
    doctor,
    review,
    admin,
    users,
    workspaces,
    team,
    profile,
    templates.addChildren([newTemplate, template]),
    tags,
    contactFields,
    privacy,
    optOuts,
    keys,
    audit,
    endpoints,
    endpoint,
  ]),
])

/** In: the query client, which guards ask for the signed-in user. Out: the router. */
export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: routes,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultErrorComponent: ErrorPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
