import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { findForm, type Form } from './forms.ts'
import * as leadCalls from './leadCalls.ts'
import { findAd, findLead, type Ad, type Lead } from './leads.ts'
import * as pageCalls from './pageCalls.ts'

type Edges<Node> = Record<string, (call: GraphCall, node: Node) => Outcome>

const ofPage: Edges<null> = {
  GET: pageCalls.readPageNode,
  'GET leadgen_forms': pageCalls.listPageForms,
  'GET subscribed_apps': pageCalls.readSubscribedApps,
  'POST subscribed_apps': pageCalls.subscribeApp,
  'DELETE subscribed_apps': pageCalls.unsubscribeApp,
}
const ofForm: Edges<Form> = {
  GET: leadCalls.readForm,
  POST: leadCalls.archiveForm,
  'GET leads': leadCalls.listFormLeads,
  'GET test_leads': leadCalls.readTestLeads,
  'POST test_leads': leadCalls.makeTestLead,
}
const ofAd: Edges<Ad> = { 'GET leads': leadCalls.listAdLeads }
const ofLead: Edges<Lead> = { GET: leadCalls.readLead, DELETE: leadCalls.deleteLead }

/**
 * Answers a call about the token's Page, or about a form, an ad or a lead of it (meta-platform.md 4.5, 6.2).
 * Errors: 100/33 for anything else, a lead older than ninety days included; 2500 for an edge that it does not have.
 */
export function answerPage(call: GraphCall): Outcome {
  const { world, account, parts } = call
  const [id = '', edge, ...more] = parts
  if (more.length > 0) throw refuse.unknownPath(parts.slice(1).join('/'))
  takeRate(call, 'other')
  if (id === 'me' || id === account.id) return run(ofPage, call, edge, null)
  const form = findForm(world, id)
  if (form?.pageId === account.id) return run(ofForm, call, edge, form)
  const lead = findLead(world, id)
  if (lead?.pageId === account.id) return run(ofLead, call, edge, lead)
  const ad = findAd(world, id)
  if (ad?.pageId === account.id) return run(ofAd, call, edge, ad)
  throw refuse.unknownObject(id, call.method)
}

function run<Node>(edges: Edges<Node>, call: GraphCall, edge: string | undefined, node: Node): Outcome {
  const answer = edges[edge === undefined ? call.method : `${call.method} ${edge}`]
  if (answer) return answer(call, node)
  const hint = `the simulator answers here: ${Object.keys(edges).join(', ')}`
  if (edge !== undefined && !Object.keys(edges).some((key) => key.split(' ')[1] === edge)) throw refuse.unknownPath(edge, hint)
  throw refuse.unsupported(call.method, hint)
}
