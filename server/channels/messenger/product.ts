import type { Template } from '../../model/content.ts'
import { segment } from '../meta/graph.ts'
import type { MessagingProduct } from '../meta/messaging/product.ts'
import { errors } from './errors.ts'
import { contents, limits, shapes } from './limits.ts'

/** The specifics of Messenger for sending messages and replies (meta-platform.md 4.1, 4.4). */
export const product: MessagingProduct = {
  limits,
  shapes,
  contents,
  errors,
  replyCall: (commentId, text) => ({ method: 'POST', path: `${segment(commentId)}/comments`, json: { message: text } }),
  // 4.1: why a message is sent. HUMAN_AGENT is for what a person wrote (3.2), never for an automation.
  beside({ content, byPerson }) {
    if (content.type === 'template') return { messaging_type: 'UTILITY' }
    return byPerson ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }
  },
  templateOf,
}

const textsOf = (texts: string[]) => texts.map((text) => ({ type: 'text', text }))

/** A utility template by name and language, its places filled in (13.2, row 2.27). */
function templateOf({ name, language, parameters }: Template): object {
  const { body = [], buttons = [] }: { body?: string[] | Record<string, string>; buttons?: string[] } = Array.isArray(parameters)
    ? { body: parameters }
    : (parameters ?? {})
  const texts = Array.isArray(body) ? body : Object.values(body)
  const components = [
    ...(texts.length ? [{ type: 'body', parameters: textsOf(texts) }] : []),
    ...buttons.map((text, index) => ({ type: 'button', sub_type: 'postback', index, parameters: textsOf([text]) })),
  ]
  return {
    type: 'template',
    payload: { template_type: 'utility_messages', name, language: { code: language }, ...(components.length ? { components } : {}) },
  }
}
