import { segment } from '../meta/graph.ts'
import type { MessagingProduct } from '../meta/messaging/product.ts'
import { errors } from './errors.ts'
import { contents, limits, shapes } from './limits.ts'

/** The specifics of Instagram for sending messages and replies. */
export const product: MessagingProduct = {
  limits,
  shapes,
  contents,
  errors,
  replyCall: (commentId, text) => ({ method: 'POST', path: `${segment(commentId)}/replies`, json: { message: text } }),
}
