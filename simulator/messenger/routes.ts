import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import * as conversations from '../instagram/conversationCalls.ts'
import * as entryPoints from '../instagram/entryPoints.ts'
import type { Comment } from '../instagram/comments.ts'
import type { Media } from '../instagram/media.ts'
import { uploadAttachment } from '../instagram/sendMessage.ts'
import { findMessage, type Message } from '../world/messages.ts'
import { findThreadByConversation, findThreadByIgsid, type Thread } from '../world/threads.ts'
import * as comments from './comments.ts'
import { moderate } from './moderation.ts'
import * as personas from './personas.ts'
import * as posts from './posts.ts'
import { readProfile } from './profile.ts'
import { sendMessage } from './sendMessage.ts'
import * as templates from './templates.ts'
import * as control from './threadControl.ts'
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
  'POST messages': sendMessage,
  'POST message_attachments': uploadAttachment,
  'GET conversations': conversations.listConversations,
  'GET published_posts': posts.listPosts,
  'GET posts': posts.listPosts,
  'GET messenger_profile': entryPoints.readEntryPoints,
  'POST messenger_profile': entryPoints.writeEntryPoints,
  'DELETE messenger_profile': entryPoints.deleteEntryPoints,
  'GET message_templates': templates.listTemplates,
  'POST message_templates': templates.createTemplate,
  'DELETE message_templates': templates.deleteTemplate,
  'POST pass_thread_control': control.passThread,
  'POST take_thread_control': control.takeThread,
  'POST release_thread_control': control.releaseThread,
  'POST request_thread_control': control.requestThread,
  'POST extend_thread_control': control.extendThread,
  'GET thread_owner': control.readThreadOwner,
  'GET personas': personas.listPersonas,
  'POST personas': personas.createPersona,
  'POST moderate_conversations': moderate,
}
const ofPost: Edges<Media> = {
  GET: posts.readPost,
  'GET comments': comments.listOfPost,
  'POST comments': comments.commentOnPost,
  'POST likes': posts.like,
  'DELETE likes': posts.like,
}
const ofComment: Edges<Comment> = {
  GET: comments.readComment,
  POST: comments.changeComment,
  DELETE: comments.removeComment,
  'GET comments': comments.listOfComment,
  'POST comments': comments.replyToComment,
  'POST likes': posts.like,
  'DELETE likes': posts.like,
}
const ofPerson: Edges<Thread> = { GET: readProfile }
const ofConversation: Edges<Thread> = { GET: conversations.readConversation, 'GET messages': conversations.readConversationMessages }
const ofMessage: Edges<Message> = { GET: conversations.readMessage }
const ofPersona: Edges<personas.Persona> = { GET: personas.readPersona, DELETE: personas.deletePersona }
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
 * Answers a call about the token's Page, or about what belongs to it (meta-platform.md 4, 6.2).
 * Errors: 100/33 for anything else, a lead older than ninety days included; 2500 for an edge that it does not have.
 */
export function answerPage(call: GraphCall): Outcome {
  const { world, account, parts } = call
  const [id = '', edge, ...more] = parts
  if (more.length > 0) throw refuse.unknownPath(parts.slice(1).join('/'))
  if (!['messages', 'conversations'].includes(edge ?? '')) takeRate(call, 'other')
  if (id === 'me' || id === account.id) return run(ofPage, call, edge, null)
  const form = findForm(world, id)
  if (form?.pageId === account.id) return run(ofForm, call, edge, form)
  const lead = findLead(world, id)
  if (lead?.pageId === account.id) return run(ofLead, call, edge, lead)
  const ad = findAd(world, id)
  if (ad?.pageId === account.id) return run(ofAd, call, edge, ad)
  return ofConversations(call, id, edge)
}

/** The same about a post, a comment, or what belongs to a conversation (meta-platform.md 4.1, 4.4). */
function ofConversations(call: GraphCall, id: string, edge: string | undefined): Outcome {
  const { world, account } = call
  const { media, comment } = posts.onWall(call, id)
  if (media) return run(ofPost, call, edge, media)
  if (comment) return run(ofComment, call, edge, comment)
  const person = findThreadByIgsid(world, account.id, id)
  if (person) return run(ofPerson, call, edge, person)
  const conversation = findThreadByConversation(world, account.id, id)
  if (conversation) return run(ofConversation, call, edge, conversation)
  const persona = personas.findPersona(world, account.id, id)
  if (persona) return run(ofPersona, call, edge, persona)
  const message = findMessage(world, id)
  if (message?.accountId === account.id) return run(ofMessage, call, edge, message)
  throw refuse.unknownObject(id, call.method)
}

function run<Node>(edges: Edges<Node>, call: GraphCall, edge: string | undefined, node: Node): Outcome {
  const answer = edges[edge === undefined ? call.method : `${call.method} ${edge}`]
  if (answer) return answer(call, node)
  const hint = `the simulator answers here: ${Object.keys(edges).join(', ')}`
  if (edge !== undefined && !Object.keys(edges).some((key) => key.split(' ')[1] === edge)) throw refuse.unknownPath(edge, hint)
  throw refuse.unsupported(call.method, hint)
}
