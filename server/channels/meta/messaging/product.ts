import type { ChannelLimits, Outgoing } from '../../../model/channel.ts'
import type { ContentType, Template } from '../../../model/content.ts'
import type { MessageKind } from '../../../model/message.ts'
import type { GraphCall } from '../graph.ts'
import type { ErrorTable } from '../judge.ts'

/** Beyond the limits every channel has. */
export type MessageShapes = { maxQuickReplies: number; maxPayloadChars: number; maxUrlChars: number }

/** The differences between the products that send through `/messages`: Instagram and Messenger (meta-platform.md 3.1, 4.1). */
export type MessagingProduct = {
  limits: ChannelLimits
  shapes: MessageShapes
  contents: Record<MessageKind, readonly ContentType[]>
  errors: ErrorTable
  /** The request that posts a reply under a comment (3.4, 4.4). */
  replyCall(commentId: string, text: string): GraphCall
  /** What stands beside recipient and message: Messenger wants to know why a message is sent (4.1). */
  beside?(outgoing: Outgoing): Record<string, unknown>
  /** A template as an attachment, where the product has templates (13.2, row 2.27). */
  templateOf?(template: Template): object
}
