import type { ChannelLimits } from '../../../model/channel.ts'
import type { ContentType } from '../../../model/content.ts'
import type { MessageKind } from '../../../model/message.ts'
import type { GraphCall } from '../graph.ts'
import type { ErrorTable } from '../judge.ts'

/** Beyond the limits every channel has. */
export type MessageShapes = { maxQuickReplies: number; maxPayloadChars: number; maxUrlChars: number }

/** The differences between the products that send through `/messages`: Instagram, and later Messenger (meta-platform.md 3.1, 4.1). */
export type MessagingProduct = {
  limits: ChannelLimits
  shapes: MessageShapes
  contents: Record<MessageKind, readonly ContentType[]>
  errors: ErrorTable
  /** The request that posts a reply under a comment (3.4, 4.4). */
  replyCall(commentId: string, text: string): GraphCall
}
