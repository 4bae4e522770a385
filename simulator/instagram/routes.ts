import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { findAccountByAnyId } from '../world/accounts.ts'
import * as accounts from './accountCalls.ts'
import * as commentCalls from './commentCalls.ts'
import { findComment, type Comment } from './comments.ts'
import * as conversations from './conversationCalls.ts'
import * as entryPoints from './entryPoints.ts'
import { findMedia, type Media } from './media.ts'
import * as mediaCalls from './mediaCalls.ts'
import { findMessage, type Message } from '../world/messages.ts'
import { readProfile } from './profile.ts'
import { sendMessage, uploadAttachment } from './sendMessage.ts'
import * as subscribedApps from './subscribedApps.ts'
import { findThreadByConversation, findThreadByIgsid, type Thread } from '../world/threads.ts'

type Edges<Node> = Record<string, (call: GraphCall, node: Node) => Outcome>

// One table per kind of object: method and edge → handler. These are all that the simulated Instagram has.
const ofAccount: Edges<null> = {
  GET: accounts.readAccount,
  'POST messages': sendMessage,
  'POST message_attachments': uploadAttachment,
  'GET subscribed_apps': subscribedApps.readSubscribedApps,
  'POST subscribed_apps': subscribedApps.subscribeApp,
  'DELETE subscribed_apps': subscribedApps.unsubscribeApp,
  'GET messenger_profile': entryPoints.readEntryPoints,
  'POST messenger_profile': entryPoints.writeEntryPoints,
  'DELETE messenger_profile': entryPoints.deleteEntryPoints,
  'GET conversations': conversations.listConversations,
  'GET media': mediaCalls.listOwnMedia,
  'GET stories': mediaCalls.listStories,
  'GET live_media': mediaCalls.listLive,
  'POST likes': accounts.like,
  'DELETE likes': accounts.like,
}
const ofMedia: Edges<Media> = {
  GET: mediaCalls.readMedia,
  POST: commentCalls.switchComments,
  'GET children': mediaCalls.readChildren,
  'GET comments': commentCalls.readComments,
  'POST comments': commentCalls.commentOnMedia,
}
const ofComment: Edges<Comment> = {
  GET: commentCalls.readComment,
  POST: commentCalls.hideComment,
  DELETE: commentCalls.removeComment,
  'GET replies': commentCalls.readReplies,
  'POST replies': commentCalls.replyToComment,
}
const ofPerson: Edges<Thread> = { GET: readProfile }
const ofConversation: Edges<Thread> = { GET: conversations.readConversation, 'GET messages': conversations.readConversationMessages }
const ofMessage: Edges<Message> = { GET: conversations.readMessage }

// Through a Page these belong to the Page's id; the other edges belong to the professional account's id (2.8).
const pageEdges = new Set(['messages', 'message_attachments', 'subscribed_apps', 'messenger_profile', 'conversations'])

/**
 * Answers a call about one object that the token's account may see.
 * Errors: 100/33 for an object that does not exist or belongs to another account, 2500 for an edge that the object does not have.
 */
export function answerNode(call: GraphCall): Outcome {
  const { world, account, parts } = call
  const [id = '', edge, ...more] = parts
  if (more.length > 0) throw refuse.unknownPath(parts.slice(1).join('/'))
  if (!['messages', 'conversations'].includes(edge ?? '')) takeRate(call, 'other')

  if (id === 'me' || isOwnId(call, id, edge)) return run(ofAccount, call, edge, null)
  const media = findMedia(world, id)
  if (media) return media.accountId === account.id ? run(ofMedia, call, edge, media) : hidden(call, id)
  const comment = findComment(world, id)
  if (comment) return comment.accountId === account.id ? run(ofComment, call, edge, comment) : hidden(call, id)
  const person = findThreadByIgsid(world, account.id, id)
  if (person) return run(ofPerson, call, edge, person)
  const conversation = findThreadByConversation(world, account.id, id)
  if (conversation) return run(ofConversation, call, edge, conversation)
  const message = findMessage(world, id)
  if (message?.accountId === account.id) return run(ofMessage, call, edge, message)
  return hidden(call, id)
}

function isOwnId(call: GraphCall, id: string, edge: string | undefined): boolean {
  const { account, host } = call
  if (findAccountByAnyId(call.world, id)?.id !== account.id) return false
  if (host === 'graph.instagram.com') return id !== account.pageId
  if (edge === undefined) return id !== account.appScopedId
  // The uncertain second subscription of 13.6 is the account's own, in addition to its Page's.
  if (edge === 'subscribed_apps' && id === account.id) return call.world.settings.current().commentsThroughPage === 'second'
  return id === (pageEdges.has(edge) ? account.pageId : account.id)
}

function run<Node>(edges: Edges<Node>, call: GraphCall, edge: string | undefined, node: Node): Outcome {
  const answer = edges[edge === undefined ? call.method : `${call.method} ${edge}`]
  if (answer) return answer(call, node)
  const known = Object.keys(edges).some((key) => key.split(' ')[1] === edge)
  const hint = `the simulator answers here: ${Object.keys(edges).join(', ')}`
  if (!known && edge !== undefined) throw refuse.unknownPath(edge, hint)
  throw call.host === 'graph.instagram.com' ? refuse.unsupportedThere(call.method, hint) : refuse.unsupported(call.method, hint)
}

function hidden(call: GraphCall, id: string): never {
  throw call.host === 'graph.instagram.com' ? refuse.unsupportedThere(call.method) : refuse.unknownObject(id, call.method)
}
