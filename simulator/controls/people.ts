import { blockedBy } from '../world/blocks.ts'
import { changePerson, findPerson, listPeople, makePerson, type Person } from '../world/people.ts'
import { findMessage, listDeleted, listMessages, type Attachment, type Message } from '../world/messages.ts'
import { conversationalOf } from '../whatsapp/conversational.ts'
import { allowsMarketing } from '../whatsapp/marketing.ts'
import { entryPointsOf, getStartedOf, greetingOf, menuOf, tappable } from '../messaging/offers.ts'
import { giveThread } from '../messenger/threadControl.ts'
import { findThread, isTyping, meet } from '../world/threads.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { changeInApp } from '../whatsapp/personActs.ts'
import { undelivered } from '../webhooks/deliveries.ts'
import { productOf, type World } from '../world/world.ts'
import { ControlError } from './errors.ts'
import { maybeSwitch, maybeText, needAccount, needPerson, needText, type Control } from './request.ts'

const show = (world: World, { seq: _seq, createdAt: _at, ...person }: Person) => ({ ...person, picture: pictureOf(world, person.id) })

/** POST /simulator/people {username?, name, phone?, follows?, scopedIds?, role?, id?} */
export const addPerson: Control = ({ world, body }) => {
  const id = maybeText(body, 'id')
  if (id !== undefined && !/^\d{1,30}$/.test(id)) throw new ControlError(400, 'bad_value', '"id" is a decimal platform id')
  if (id !== undefined && findPerson(world, id)) throw new ControlError(409, 'taken', `there is a person ${id} already`)
  const username = maybeText(body, 'username')
  const name = maybeText(body, 'name') ?? username
  if (name === undefined) throw new ControlError(400, 'missing', '"name" or "username" must be given')
  const person = makePerson(world, {
    id,
    username,
    name,
    phone: maybeText(body, 'phone'),
    follows: maybeSwitch(body, 'follows'),
    scopedIds: maybeSwitch(body, 'scopedIds'),
    role: maybeSwitch(body, 'role'),
  })
  return { status: 201, body: show(world, person) }
}

export const allPeople: Control = ({ world }) => ({ body: { data: listPeople(world).map((person) => show(world, person)) } })
export const onePerson: Control = ({ world, path }) => ({ body: show(world, needPerson(world, path['id']!)) })

/** PATCH /simulator/people/:id {follows?, blocked?, deactivated?, role?, name?, username?} */
export const patchPerson: Control = ({ world, path, body }) => {
  const { id } = needPerson(world, path['id']!)
  const known = ['follows', 'blocked', 'deactivated', 'role', 'name', 'username']
  const unknown = Object.keys(body).find((key) => !known.includes(key))
  if (unknown) throw new ControlError(400, 'bad_value', `a person has no "${unknown}" to change; there are ${known.join(', ')}`)
  const person = changePerson(world, id, {
    follows: maybeSwitch(body, 'follows'),
    blocked: maybeSwitch(body, 'blocked'),
    deactivated: maybeSwitch(body, 'deactivated'),
    role: maybeSwitch(body, 'role'),
    name: maybeText(body, 'name'),
    username: maybeText(body, 'username'),
  })
  return { body: show(world, person) }
}

/** GET /simulator/people/:id/inbox?accountId= : what this person sees, oldest first. */
export const inbox: Control = ({ world, path, query }) => {
  const person = needPerson(world, path['id']!)
  const account = needAccount(world, query.get('accountId') ?? '')
  const thread = findThread(world, account.id, person.id)
  const messages = listMessages(world, account.id, person.id)
  const bodies = undelivered(world, account.id)
  return {
    body: {
      data: messages.map((message) => seen(message, account.id)),
      // The person's own that the app has not accepted yet: one tick on the phone, two from then on.
      onTheWay: messages.filter(({ id, byAccount }) => !byAccount && bodies.some((body) => body.includes(id))).map(({ id }) => id),
      deleted: listDeleted(world, account.id, person.id).map((one) => ({
        id: one.id,
        from: one.byAccount === 1 ? account.id : person.id,
        at: new Date(one.createdAt).toISOString(),
      })),
      // The app that answers in a thread of a Page, where it is not ours (2.6).
      ownerApp: thread?.ownerApp ?? null,
      ...(account.channel === 'whatsapp' && { allowsMarketing: allowsMarketing(world, account, person) }),
      menu: menuOf(account),
      // With questions to choose from, the button is not shown (4.1).
      getStarted: thread?.updatedAt || account.entryPoints['ice_breakers'] ? null : getStartedOf(account),
      folder: thread?.folder ?? null,
      igsid: thread?.igsid ?? null,
      typing: thread !== null && isTyping(world, thread),
      // Conversation starters appear in an empty thread only (meta-platform.md 3.6).
      greeting: thread?.updatedAt ? null : greetingOf(account),
      starters: thread?.updatedAt ? [] : entryPointsOf(account).map(({ title, payload }) => ({ title, payload })),
      // A number has questions and commands, which are sent as ordinary messages (5.11).
      prompts: thread?.updatedAt ? [] : conversationalOf(account).prompts,
      commands: conversationalOf(account).commands.map(({ command_name, command_description }) => ({
        name: command_name,
        description: command_description,
      })),
    },
  }
}

/** A file has an address on this server; the platform's own needs a token (5.3). */
const reachable = ({ type, payload }: Attachment): Attachment =>
  typeof payload?.['id'] === 'string' && payload['url'] === undefined && isFile(type)
    ? { type, payload: { ...payload, url: `/simulator/files/${payload['id']}` } }
    : { type, ...(payload && { payload }) }
const isFile = (type: string): boolean => ['image', 'video', 'audio', 'document', 'sticker'].includes(type)

function seen(message: Message, accountId: string) {
  const { content } = message
  const buttons = tappable(message)
  return {
    id: message.id,
    from: message.byAccount ? accountId : message.personId,
    text: content.text ?? content.elements?.map(({ title, subtitle }) => [title, subtitle].filter(Boolean).join('\n')).join('\n\n') ?? '',
    ...(buttons.length > 0 && { buttons }),
    ...(content.attachments && { attachments: content.attachments.map(reachable) }),
    ...(content.parts && { parts: content.parts }),
    ...(content.interactive && { interactive: content.interactive }),
    ...(message.via === 'human' && { byHand: true }),
    ...(content.elements && { elements: content.elements }),
    ...(content.replyTo && { replyTo: content.replyTo }),
    ...(message.commentId && { commentId: message.commentId }),
    ...(Object.keys(message.reactions).length > 0 && { reactions: message.reactions }),
    ...(message.edits > 0 && { edits: message.edits }),
    at: new Date(message.createdAt).toISOString(),
    status: message.readAt === null ? 'sent' : 'read',
  }
}

/** POST /simulator/messages {accountId, personId, text?, attachment?, storyId?, mention?, tap?, reaction?, ref?, …} */
export const addMessage: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const person = needPerson(world, needText(body, 'personId'))
  if (blockedBy(world, account.id).includes(person.id))
    throw new ControlError(409, 'blocked_by_account', `${account.name} has blocked this person`)
  return { status: 201, body: { id: productOf(world, account).acts.write(world, account, person, body) } }
}

function needMessage(world: World, id: string, byAccount: boolean): Message {
  const message = findMessage(world, id)
  if (!message || message.deletedAt !== null) throw new ControlError(404, 'no_such_message', `there is no message ${id}`)
  if (message.byAccount !== byAccount)
    throw new ControlError(
      400,
      'not_theirs',
      byAccount ? 'a person reads the messages of the account' : 'a person can only change what they wrote themselves',
    )
  return message
}

/** POST /simulator/messages/:id/read */
export const readMessage: Control = ({ world, path }) => {
  const message = needMessage(world, path['id']!, true)
  const account = needAccount(world, message.accountId)
  productOf(world, account).acts.read(world, account, message)
  return { body: { id: message.id, status: 'read' } }
}

/** POST /simulator/messages/:id/edit {text} */
export const editMessage: Control = ({ world, path, body }) => {
  const message = needMessage(world, path['id']!, false)
  const account = needAccount(world, message.accountId)
  const text = needText(body, 'text')
  const edits = productOf(world, account).acts.edit(world, account, message, text)
  return { body: { id: message.id, edits } }
}

/** POST /simulator/messages/:id/delete */
export const deleteMessage: Control = ({ world, path }) => {
  const message = needMessage(world, path['id']!, false)
  const account = needAccount(world, message.accountId)
  productOf(world, account).acts.unsend(world, account, message)
  return { body: { id: message.id, deleted: true } }
}

/** POST /simulator/handover {accountId, personId, appId}: another app takes the thread of a Page, or ours has it again (null). */
export const handOver: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const person = needPerson(world, needText(body, 'personId'))
  if (account.channel !== 'messenger') throw new ControlError(400, 'bad_value', 'only threads of Pages are handed over here')
  const appId = maybeText(body, 'appId') ?? null
  giveThread(world, account, meet(world, account, person), appId)
  return { body: { appId } }
}

/**
 * POST /simulator/human {accountId, personId, text}: an employee of the business types in the platform's own app. With `messageId` of what
 * they typed on a WhatsApp number they edit it, or without `text` delete it.
 */
export const human: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const person = needPerson(world, needText(body, 'personId'))
  const messageId = maybeText(body, 'messageId')
  if (messageId !== undefined) {
    const message = needMessage(world, messageId, true)
    if (account.channel !== 'whatsapp' || message.via !== 'human')
      throw new ControlError(400, 'not_theirs', 'only what was typed on the phone of a WhatsApp number is changed here')
    changeInApp(world, account, message, maybeText(body, 'text') ?? null)
    return { body: { id: message.id } }
  }
  const text = needText(body, 'text')
  const id = productOf(world, account).acts.typeInApp(world, account, person, text)
  return { status: 201, body: { id } }
}
