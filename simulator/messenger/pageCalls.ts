import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { project } from '../platform/fields.ts'
import { otherAppsOf, type OtherApp } from '../platform/otherApps.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { byPage, wantedFields } from '../platform/subscribing.ts'
import { setFields } from '../world/accounts.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { leadAccessShown } from './access.ts'
import { formRow, formShown } from './forms.ts'
import { takeLeadRate } from './leadRate.ts'
import { pageOf } from './pages.ts'

/** GET /{PAGE} or /me (meta-platform.md 4.5, 13.2 row 2.37). */
export function readPageNode(call: GraphCall): Outcome {
  const { world, account, token } = call
  const page = pageOf(world, account)
  const shown = {
    id: () => account.id,
    name: () => account.name,
    category: () => page.category,
    category_list: () => [{ id: '2256', name: page.category }],
    link: () => `https://www.facebook.com/${account.id}`,
    picture: () => ({ data: { url: pictureOf(world, account.id) } }),
    username: () => undefined,
    access_token: () => token.token,
    instagram_business_account: () => undefined,
    is_published: () => page.published,
    leadgen_tos_accepted: () => page.tosAccepted,
    has_lead_access: (field: { inner: { name: string }[] }) => {
      const all = leadAccessShown(call)
      const wanted = field.inner.map(({ name }) => name)
      return wanted.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)))
    },
  }
  return { body: project(fieldsOf(call.params, 'id,name'), shown) }
}

/** GET /{PAGE}/leadgen_forms, newest first. */
export function listPageForms(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_manage_ads')
  takeLeadRate(call)
  const { world, account, params } = call
  const fields = fieldsOf(params, 'id,locale,name,status')
  const rows = (window: Window) =>
    newestFirst<{ seq: number }>(world.store, 'select * from lead_forms where pageId = ?', [account.id], window)
  return { body: readPage(params, 25, 100, addressOf(call), rows, (row) => project(fields, formShown(world, formRow(row)))) }
}

/** GET /{PAGE}/subscribed_apps */
export function readSubscribedApps({ world, account }: GraphCall): Outcome {
  const { id } = world.settings.current().app
  const shown = (app: OtherApp) => ({
    category: 'Business',
    link: 'https://hub.example/',
    name: app.name,
    id: app.id,
    subscribed_fields: app.fields,
  })
  const ours = account.fields.length === 0 ? [] : [{ id, name: 'The app', fields: account.fields }]
  return { body: { data: [...ours, ...otherAppsOf(world, account.id)].map(shown) } }
}

/** POST /{PAGE}/subscribed_apps?subscribed_fields=leadgen: replaces the earlier list (13.6). */
export function subscribeApp(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_manage_metadata')
  const fields = wantedFields(call, byPage)
  setFields(call.world, call.account.id, fields, fields)
  return { body: done, effect: { kind: 'subscribe', accountId: call.account.id, fields } }
}

/** DELETE /{PAGE}/subscribed_apps */
export function unsubscribeApp(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_manage_metadata')
  setFields(call.world, call.account.id, [], [])
  return { body: done, effect: { kind: 'unsubscribe', accountId: call.account.id } }
}
