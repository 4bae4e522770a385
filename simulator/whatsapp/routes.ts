import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { changeBlocked, listBlocked } from './blocking.ts'
import { readBusinessProfile, writeBusinessProfile } from './businessProfile.ts'
import { writeConversational } from './conversational.ts'
import { deleteMedia, readMedia, uploadMedia } from './mediaCalls.ts'
import { listNumbers, readNumber, readWaba, writeNumber } from './numberCalls.ts'
import { numberOf } from './numbers.ts'
import { deregisterNumber, registerNumber } from './registration.ts'
import { sendMarketing } from './sendMarketing.ts'
import { sendMessage } from './sendMessage.ts'
import { deleteLink, readLinks, writeLink } from './shortLinks.ts'
import { beginSample, continueSample } from './sampleUploads.ts'
import { readSystemUser } from './signup.ts'
import { readSubscribedApps, subscribeApp, unsubscribeApp } from './subscribedApps.ts'
import { createTemplate, deleteTemplates, editTemplate, listTemplates, readTemplate, unpauseTemplate } from './templateCalls.ts'
import { findTemplate, type Template } from './templates.ts'
import { findUpload } from './uploads.ts'

type Edges = Record<string, (call: GraphCall) => Outcome>

const ofNumber: Edges = {
  GET: readNumber,
  POST: writeNumber,
  'POST messages': sendMessage,
  'POST marketing_messages': sendMarketing,
  'POST media': uploadMedia,
  'POST conversational_automation': writeConversational,
  'GET whatsapp_business_profile': readBusinessProfile,
  'POST whatsapp_business_profile': writeBusinessProfile,
  'POST register': registerNumber,
  'POST deregister': deregisterNumber,
  'GET block_users': listBlocked,
  'POST block_users': changeBlocked,
  'DELETE block_users': changeBlocked,
  'GET message_qrdls': readLinks,
  'POST message_qrdls': writeLink,
  'DELETE message_qrdls': deleteLink,
}
const ofWaba: Edges = {
  GET: readWaba,
  'GET phone_numbers': listNumbers,
  'GET message_templates': listTemplates,
  'POST message_templates': createTemplate,
  'DELETE message_templates': deleteTemplates,
  'GET subscribed_apps': readSubscribedApps,
  'POST subscribed_apps': subscribeApp,
  'DELETE subscribed_apps': unsubscribeApp,
}

/**
 * Answers a call about the token's number, about the business account above it, a template of it, or the system user whose token
 * it is (meta-platform.md 5.1, 5.8, 5.11, 7.3).
 * Errors: 100/33 for any other object, 2500 for an edge that it does not have.
 */
export function answerNumber(call: GraphCall): Outcome {
  const [id = '', edge, ...more] = call.parts
  const { grantedBy } = call.token
  if (grantedBy !== null && (id === 'me' || id === grantedBy)) return readSystemUser(call)
  if (more.length > (edge === 'message_qrdls' ? 1 : 0)) throw refuse.unknownPath(call.parts.slice(1).join('/'))
  if (edge !== 'messages') takeRate(call, 'other')
  if (id.startsWith('upload:') && edge === undefined) return continueSample(call, id)
  if (edge === 'uploads' && call.method === 'POST' && isApp(call, id)) return beginSample(call)
  const upload = edge === undefined ? findUpload(call.world, call.account.id, id) : null
  if (upload && call.method === 'GET') return readMedia(call, upload)
  if (upload && call.method === 'DELETE') return deleteMedia(call, upload)
  const template = id === call.account.id ? null : findTemplate(call.world, numberOf(call.world, call.account).wabaId, id)
  if (template) return answerTemplate(call, template, edge)
  const edges = id === call.account.id ? ofNumber : id === numberOf(call.world, call.account).wabaId ? ofWaba : null
  if (!edges) throw refuse.unknownObject(id, call.method)
  const answer = edges[edge === undefined ? call.method : `${call.method} ${edge}`]
  if (answer) return answer(call)
  const hint = `the simulator answers here: ${Object.keys(edges).join(', ')}`
  if (edge !== undefined && !Object.keys(edges).some((key) => key.split(' ')[1] === edge)) throw refuse.unknownPath(edge, hint)
  throw refuse.unsupported(call.method, hint)
}

/** The simulator has every app: any number that is none of the account's own ids, or `app`, the one of the token. */
const isApp = ({ world, account }: GraphCall, id: string): boolean =>
  id === 'app' || (/^\d{5,}$/.test(id) && id !== account.id && id !== numberOf(world, account).wabaId)

function answerTemplate(call: GraphCall, template: Template, edge: string | undefined): Outcome {
  if (edge === undefined && call.method === 'GET') return readTemplate(call, template)
  if (edge === undefined && call.method === 'POST') return editTemplate(call, template)
  if (edge === 'unpause' && call.method === 'POST') return unpauseTemplate(call, template)
  if (edge !== undefined && edge !== 'unpause') throw refuse.unknownPath(edge, 'the simulator answers here: GET, POST, POST unpause')
  throw refuse.unsupported(call.method, 'the simulator answers here: GET, POST, POST unpause')
}
