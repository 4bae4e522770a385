import type { Engine } from '../webhooks/engine.ts'
import type { World } from '../world/world.ts'
import * as accounts from './accounts.ts'
import * as calls from './calls.ts'
import * as clock from './clock.ts'
import { ControlError } from './errors.ts'
import * as faults from './faults.ts'
import * as leads from './leads.ts'
import * as people from './people.ts'
import * as posts from './posts.ts'
import { readControlBody, type Control, type ControlAnswer } from './request.ts'
import * as templates from '../whatsapp/templateControls.ts'
import * as told from '../whatsapp/told.ts'
import * as webhooks from './webhooks.ts'
import * as withdrawals from './withdrawals.ts'

/** Every address of the simulator's own, in one table. */
const table: Record<string, Control> = {
  'POST /reset': calls.reset,
  'GET /calls': calls.calls,
  'GET /accounts': accounts.allAccounts,
  'POST /accounts': accounts.addAccount,
  'GET /accounts/:id': accounts.oneAccount,
  'PATCH /accounts/:id': accounts.patchAccount,
  'PATCH /numbers/:id': accounts.patchNumber,
  'POST /numbers/:id/tell': told.tell,
  'POST /numbers/:id/history': told.tellHistory,
  'POST /businesses': accounts.addBusiness,
  'GET /subscriptions': accounts.allSubscriptions,
  'POST /subscriptions': accounts.subscribe,
  'POST /tokens/revoke': accounts.revoke,
  'POST /tokens/renew': accounts.renew,
  'POST /tokens/withdraw': accounts.withdraw,
  'POST /withdrawals': withdrawals.withdraw,
  'POST /consent': accounts.consent,
  'GET /people': people.allPeople,
  'POST /people': people.addPerson,
  'GET /people/:id': people.onePerson,
  'PATCH /people/:id': people.patchPerson,
  'GET /people/:id/inbox': people.inbox,
  'POST /people/:id/preferences': told.prefer,
  'POST /people/:id/move': told.move,
  'POST /messages': people.addMessage,
  'POST /messages/:id/read': people.readMessage,
  'POST /messages/:id/edit': people.editMessage,
  'POST /messages/:id/delete': people.deleteMessage,
  'POST /human': people.human,
  'GET /media': posts.allMedia,
  'POST /media': posts.addMedia,
  'PATCH /media/:id': posts.patchMedia,
  'GET /media/:id/comments': posts.comments,
  'POST /comments': posts.addComment,
  'PATCH /comments/:id': posts.patchComment,
  'DELETE /comments/:id': posts.removeComment,
  'POST /handover': people.handOver,
  'GET /clock': clock.readClock,
  'POST /clock': clock.moveClock,
  'GET /faults': faults.allFaults,
  'POST /faults': faults.switchOn,
  'DELETE /faults': faults.switchOff,
  'GET /settings': webhooks.readSettings,
  'PATCH /settings': webhooks.patchSettings,
  'POST /batch': webhooks.batch,
  'POST /flush': webhooks.flush,
  'GET /deliveries': webhooks.deliveries,
  'POST /test-event': webhooks.testEvent,
  'POST /raw': webhooks.raw,
  'GET /pages/:id': leads.onePage,
  'POST /pages': leads.addPage,
  'PATCH /pages/:id': leads.patchPage,
  'GET /forms': leads.allForms,
  'POST /forms': leads.addForm,
  'PATCH /forms/:id': leads.patchForm,
  'GET /campaigns': leads.allCampaigns,
  'POST /campaigns': leads.addCampaign,
  'GET /leads': leads.allLeads,
  'POST /leads': leads.addLead,
  'GET /templates': templates.allTemplates,
  'POST /templates': templates.addTemplate,
  'PATCH /templates/:id': templates.patchTemplate,
}

type Route = { method: string; parts: string[]; run: Control }
const routes: Route[] = Object.entries(table).map(([key, run]) => {
  const [method = '', path = ''] = key.split(' ')
  return { method, parts: path.split('/').slice(1), run }
})

// These change rows over several turns of the event loop, each turn in a transaction of its own.
const asynchronous = new Set<Control>([accounts.subscribe, clock.moveClock, webhooks.testEvent, webhooks.raw, withdrawals.withdraw])

/**
 * Answers a request under /simulator. Changes are committed before the response is sent.
 * Errors: none; an impossible request returns {"error":{"code","message"}} with a sentence that says what to do.
 */
export async function answerControl(
  world: World,
  engine: Engine,
  method: string,
  parts: string[],
  query: URLSearchParams,
  bytes: Buffer,
): Promise<ControlAnswer> {
  if (method === 'GET' && parts.join('') === '')
    return { body: { addresses: Object.keys(table).map((key) => key.replace(' ', ' /simulator')) } }
  try {
    const fitting = routes.filter(
      (route) => route.parts.length === parts.length && route.parts.every((part, index) => part.startsWith(':') || part === parts[index]),
    )
    const route = fitting.find((each) => each.method === method)
    if (!route) {
      const there = fitting.map((each) => each.method).join(', ')
      throw new ControlError(
        404,
        'no_such_address',
        there
          ? `/simulator/${parts.join('/')} takes ${there}`
          : `there is no ${method} /simulator/${parts.join('/')}; GET /simulator lists the addresses`,
      )
    }
    const path = Object.fromEntries(route.parts.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), parts[index]!]] : [])))
    const request = { world, engine, path, query, body: readControlBody(bytes) }
    return await (asynchronous.has(route.run)
      ? route.run(request)
      : world.store.grouped(() => world.store.transaction(() => route.run(request))))
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    return { status: error.status, body: { error: { code: error.code, message: error.message } } }
  }
}
